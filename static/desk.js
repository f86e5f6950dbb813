// Keys for the judging page. Everything works without them, and they can be turned off for good.
(() => {
  const form = document.getElementById("ballot");
  const toggle = document.querySelector("[data-keys]");
  if (!form || !toggle) return;
  const choices = [...form.querySelectorAll("input[name=grade]")];
  const letters = { a: "ambiguous", n: "annul", x: "cannot-assess" };
  let on = localStorage.getItem("desk-keys") !== "off";

  const label = () => {
    if (on) return;
    [toggle.textContent, toggle.dataset.off] = [toggle.dataset.off, toggle.textContent];
  };
  toggle.hidden = false;
  label();
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem("desk-keys", on ? "on" : "off");
    [toggle.textContent, toggle.dataset.off] = [toggle.dataset.off, toggle.textContent];
  });

  document.addEventListener("keydown", (event) => {
    if (!on || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key === "Enter") form.requestSubmit();
      return;
    }
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const key = event.key.toLowerCase();
    const chosen = choices.find((one, place) => key === String(place + 1) && place < 5) ||
      choices.find((one) => one.value === letters[key]);
    if (chosen) { chosen.checked = true; chosen.focus(); }
  });
})();
