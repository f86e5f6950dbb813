// Marks the way to the page in another language where the browser would rather read that one. The page itself is the same
// for everybody, so that one copy of it can be kept for all.
(() => {
  const other = document.querySelector("a[data-offer]");
  const tongues = (navigator.languages || []).map((tag) => tag.split("-")[0]);
  const first = tongues.find((tongue) => tongue === document.documentElement.lang || tongue === other?.lang);
  if (other && first === other.lang) other.classList.add("offered");
})();
