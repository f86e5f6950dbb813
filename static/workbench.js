// The workbench: what is selected in the text goes into the form, with its place. All works without it, by typing the words.
(() => {
  const text = document.getElementById("text");
  const form = document.getElementById("draft");
  if (!form) return;
  const AROUND = 32;
  const LONG = 300;
  const points = (words) => [...words].length;

  const warn = () => {
    const note = document.getElementById("long-quote");
    const size = points(form.elements.exact.value.trim());
    note.hidden = size <= LONG;
    note.querySelector("output").textContent = size;
  };

  const fillCriteria = (template) => {
    const found = JSON.parse(document.getElementById("templates").textContent)[template.value] ?? {};
    const names = { 1: "grade_4", 0.75: "grade_3", 0.5: "grade_2", 0.25: "grade_1", 0: "grade_0" };
    const main = form.querySelector("textarea[name$=_proposition]").name.slice(0, 2);
    for (const [code, grades] of Object.entries(found)) {
      const fields = Object.entries(names).map(([grade, name]) => [form.elements[`${code}_${name}`], grades[grade]]);
      const wanted = code === main || form.elements[`${code}_proposition`].value.trim();
      if (!wanted || fields.some(([field]) => field.value.trim() && !field.dataset.template)) continue;
      for (const [field, words] of fields) {
        field.value = words;
        field.dataset.template = "yes";
        field.closest("details").open = true;
      }
    }
    form.dispatchEvent(new Event("filled", { bubbles: true }));
  };

  // What makes it hard to judge, while one types: found on the site, by what looks at a saved draft too.
  const findings = document.getElementById("findings");
  let pause, asked;
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const [status, list = findings.appendChild(document.createElement("div"))] = findings.children;
    const said = fresh.querySelector("[data-said]");
    const isOpen = list.querySelector("details")?.open;
    findings.hidden = false;
    if (status.textContent !== said.textContent.trim()) status.textContent = said.textContent.trim();
    said.remove();
    list.replaceChildren(...fresh.children);
    if (isOpen) list.querySelector("details")?.setAttribute("open", "");
    for (const saved of document.querySelectorAll("[data-as-saved]")) saved.hidden = true;
  };
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const request = { method: "POST", body: new FormData(form), signal: asked.signal, redirect: "error" };
    try {
      const answer = await fetch(findings.dataset.address, request);
      if (answer.ok) show(await answer.text());
    } catch {
      // what stands there stays; the next key asks again
    }
  };
  for (const kind of ["input", "filled"])
    form.addEventListener(kind, () => {
      clearTimeout(pause);
      pause = setTimeout(look, 800);
    });

  form.elements.exact.addEventListener("input", () => {
    if (form.elements.start.value) form.elements.paragraph.value = "";
    form.elements.start.value = "";
    form.elements.end.value = "";
    warn();
  });
  form.addEventListener("input", (event) => delete event.target.dataset.template);
  form.elements.template.addEventListener("change", (event) => fillCriteria(event.target));
  warn();
  if (!text) return;

  const passages = [...text.querySelectorAll(".passage")];
  document.querySelector(".key-hint").hidden = false;

  // Where a selection lies in one paragraph, in characters of the whole text; nothing where it only touches it.
  const within = (passage, range) => {
    if (!range.intersectsNode(passage)) return null;
    const whole = passage.textContent;
    const upTo = (container, offset) => {
      const before = document.createRange();
      before.setStart(passage, 0);
      before.setEnd(container, offset);
      return before.toString().length;
    };
    const from = passage.contains(range.startContainer) ? upTo(range.startContainer, range.startOffset) : 0;
    const to = passage.contains(range.endContainer) ? upTo(range.endContainer, range.endOffset) : whole.length;
    const words = whole.slice(from, to);
    if (!words.trim()) return null;
    const begins = from + words.length - words.trimStart().length;
    const ends = to - (words.length - words.trimEnd().length);
    const base = Number(passage.dataset.start);
    return {
      words: whole.slice(begins, ends),
      start: base + points(whole.slice(0, begins)),
      end: base + points(whole.slice(0, ends)),
      before: [...whole.slice(0, begins)].slice(-AROUND).join(""),
      after: [...whole.slice(ends)].slice(0, AROUND).join(""),
      number: passage.parentElement.id.slice(1),
    };
  };

  const take = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const found = passages.map((passage) => within(passage, range)).filter(Boolean);
    if (!found.length) return;
    const first = found[0];
    const last = found[found.length - 1];
    const exact = found.map((one) => one.words).join("\n");
    const isNew = exact !== form.elements.exact.value || String(first.start) !== form.elements.start.value;
    form.elements.exact.value = exact;
    form.elements.start.value = first.start;
    form.elements.end.value = last.end;
    form.elements.before.value = first.before;
    form.elements.after.value = last.after;
    form.elements.paragraph.value = first.number;
    warn();
    if (isNew) form.dispatchEvent(new Event("filled", { bubbles: true }));
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(take, 120);
  });
  // What was selected last counts, even when the form is sent at once.
  form.addEventListener("pointerdown", take, { capture: true, once: false });

  // The sentences of the text, for those who select with the keyboard.
  const sentences = passages.flatMap((passage) =>
    [...passage.textContent.matchAll(/\S[^.!?…]*(?:[.!?…]+["'»”’)\]\s]*|$)/gu)].map((found) => ({
      passage, from: found.index, to: found.index + found[0].trimEnd().length,
    })));
  const point = (passage, offset) => {
    const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
    let left = offset;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.length) return [walker.currentNode, left];
      left -= walker.currentNode.length;
    }
    return [passage, passage.childNodes.length];
  };
  let here = -1;
  const go = (by) => {
    here = Math.min(Math.max(here + by, 0), sentences.length - 1);
    const { passage, from, to } = sentences[here];
    document.getSelection().setBaseAndExtent(...point(passage, from), ...point(passage, to));
    passage.scrollIntoView({ block: "nearest" });
  };
  text.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const selection = document.getSelection();
    if (!event.shiftKey && event.key === "ArrowDown") go(1);
    else if (!event.shiftKey && event.key === "ArrowUp") go(-1);
    else if (event.shiftKey && event.key === "ArrowRight") selection.modify("extend", "forward", "word");
    else if (event.shiftKey && event.key === "ArrowLeft") selection.modify("extend", "backward", "word");
    else return;
    event.preventDefault();
  });
})();
