// Forms of the desk, kept on the site a moment after the last key. Without a script the button "Save for later" does it.
(() => {
  const PAUSE = 1500;
  for (const button of document.querySelectorAll("button[name=draft_of]")) {
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
      fields.set(button.name, button.value);
      return fields;
    };
    const save = async (keepalive) => {
      clearTimeout(timer);
      if (!isChanged) return;
      isChanged = false;
      going = new AbortController();
      const request = { method: "POST", body: typed(), headers: { Accept: "application/json" }, redirect: "error" };
      try {
        const answer = await fetch(button.formAction, { ...request, keepalive, signal: going.signal });
        say((await answer.json()).said);
      } catch {
        isChanged = true;
        say(output.dataset.lost);
      }
    };
    document.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      isChanged = true;
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE, false);
    });
    form.addEventListener("submit", () => {
      isChanged = false;
      clearTimeout(timer);
      going?.abort();
    });
    addEventListener("pagehide", () => save(true));
  }
})();
