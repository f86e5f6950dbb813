// Forms of the desk, kept on the site a moment after the last key. Without a script the button "Save for later" does it.
(() => {
  const PAUSE = 1500;
  for (const button of document.querySelectorAll("button[name=keep]")) {
    const form = button.form;
    const output = button.parentElement.querySelector("output");
    let timer, going;
    let isChanged = false;

    const say = (text) => {
      if (output.textContent !== text) output.textContent = text;
    };
    const typed = () => {
      const fields = new FormData(form);
      for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
      return fields;
    };
    // A browser sends no more than 64 kB on behalf of a page that is gone: the text of a source goes before that.
    const isSmall = (fields) => [...fields.values()].join("").length < 20000;
    const save = async (isLeaving) => {
      clearTimeout(timer);
      if (!isChanged) return;
      isChanged = false;
      going = new AbortController();
      const body = typed();
      const request = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" };
      try {
        const answer = await fetch(button.formAction, { ...request, keepalive: isLeaving && isSmall(body), signal: going.signal });
        say((await answer.json()).said);
      } catch {
        isChanged = true;
        say(output.dataset.lost);
      }
    };
    const change = (event) => {
      if (event.target !== form && event.target.form !== form) return;
      isChanged = true;
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE, false);
    };
    document.addEventListener("input", change);
    document.addEventListener("filled", change);
    form.addEventListener("submit", () => {
      isChanged = false;
      clearTimeout(timer);
      going?.abort();
    });
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => document.hidden && save(true));
  }
})();
