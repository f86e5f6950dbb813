// The desk by keys. What has a key says so itself, in aria-keyshortcuts; the list of them is the dialog that the server wrote.
// All works without it. Keys of one letter can be turned off for good, and never fire while somebody types.
(() => {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const said = document.getElementById("said");
  const toggle = dialog.querySelector("[data-off]");
  const cited = document.getElementById("cited");
  const documents = [...document.querySelectorAll("input[name=cites]")];
  const rows = [...document.querySelectorAll("main .queue a, main .claims li > a:first-child")];
  const stops = documents.length ? documents : rows;
  let on = localStorage.getItem("desk-keys") !== "off";

  const showKeys = () => {
    toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
    for (const key of document.querySelectorAll("main kbd")) key.hidden = !on;
  };
  const showCited = () => {
    if (!cited) return;
    const numbers = documents.filter((one) => one.checked).map((one) => Number(one.value));
    cited.textContent = numbers.sort((one, other) => one - other).join(", ");
  };
  const step = (by) => {
    const here = stops.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(here + by, 0), stops.length - 1);
    stops[next]?.focus();
  };
  const use = (one) => {
    if (one.matches("a, button, [type=radio], [type=checkbox]")) one.click();
    one.focus();
  };
  const withKey = (key) =>
    [...document.querySelectorAll("main [aria-keyshortcuts]")].find(
      (one) => one.getAttribute("aria-keyshortcuts").toLowerCase() === key && one.getClientRects().length,
    );
  const openDocument = (box) => window.open(box.closest("li").querySelector("a").href, "_blank", "noopener");

  const press = (key) => {
    const document_ = documents.includes(document.activeElement) ? document.activeElement : null;
    const keyed = withKey(key);
    if (keyed) use(keyed);
    else if (key === "?") dialog.showModal();
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "e" && documents.length) document_ ? document_.click() : step(1);
    else return false;
    return true;
  };
  // A row of digits that needs Shift, as on French keyboards, gives the digits without it too.
  const keyOf = (event) => /^Digit([1-5])$/.exec(event.code)?.[1] ?? event.key.toLowerCase();
  const isTyping = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  showKeys();
  showCited();
  document.addEventListener("change", showCited);
  for (const opener of document.querySelectorAll("[data-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem("desk-keys", on ? "on" : "off");
    showKeys();
    said.textContent = on ? toggle.dataset.areOn : toggle.dataset.areOff;
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.isComposing || dialog.open) return;
    if (event.ctrlKey) {
      const form = event.target.form ?? document.querySelector("main form[data-sent-by-keys]");
      if (event.key === "Enter" && !event.repeat && form?.method === "post") form.requestSubmit();
      return;
    }
    if (event.key === "Enter" && event.target.matches("[type=radio], [type=checkbox]")) {
      event.preventDefault(); // a verdict is filed on purpose, never by the key that opens things
      if (documents.includes(event.target)) openDocument(event.target);
    } else if (on && !isTyping(event.target) && press(keyOf(event))) event.preventDefault();
  });
})();
