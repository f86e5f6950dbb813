// Keys for the judging page, and the numbers of what is ticked. All works without them; keys can be turned off for good.
(() => {
  const form = document.getElementById("ballot");
  const hint = document.querySelector(".keys");
  if (!form || !hint) return;
  const toggle = hint.querySelector("button");
  const cited = document.getElementById("cited");
  const grades = [...form.querySelectorAll("input[name=grade]")];
  const documents = [...document.querySelectorAll("input[name=cites]")];
  const letters = { a: "ambiguous", n: "annul", x: "cannot-assess" };
  let on = localStorage.getItem("desk-keys") !== "off";

  const showKeys = () => {
    toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
    for (const key of document.querySelectorAll(".ballot kbd")) key.hidden = !on;
    for (const line of hint.querySelectorAll("span")) line.hidden = !on;
  };
  const showCited = () => {
    const numbers = documents.filter((one) => one.checked).map((one) => Number(one.value));
    cited.textContent = numbers.sort((one, other) => one - other).join(", ");
  };
  const choose = (grade) => {
    grade.checked = true;
    grade.focus();
  };
  const step = (by) => {
    const last = documents.length - 1;
    const here = documents.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : last) : Math.min(Math.max(here + by, 0), last);
    documents[next]?.focus();
  };
  const press = (key) => {
    const grade = grades.find((one, place) => place < 5 && key === String(place + 1)) ??
      grades.find((one) => one.value === letters[key]);
    if (grade) choose(grade);
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "c" && documents.includes(document.activeElement)) document.activeElement.click();
    else return false;
    return true;
  };

  hint.hidden = false;
  showKeys();
  showCited();
  document.addEventListener("change", showCited);
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem("desk-keys", on ? "on" : "off");
    showKeys();
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.altKey || event.metaKey || event.isComposing) return;
    if (event.ctrlKey) {
      if (event.key === "Enter" && !event.repeat) form.requestSubmit();
      return;
    }
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  });
})();
