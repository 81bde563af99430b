"use strict";
// Filters the findings of a report. Nothing here asks anybody for anything: the page is all there is.
(() => {
  const bar = document.querySelector(".filters");
  if (!bar) return;
  const form = bar.querySelector("form");
  const findings = [...document.querySelectorAll(".finding")].map((element) => ({
    element,
    severity: element.dataset.severity,
    table: element.closest(".table"),
    text: `${element.textContent} ${element.closest(".table").querySelector("h2").textContent}`.toLowerCase(),
  }));
  const tables = [...document.querySelectorAll(".table")];

  const filter = () => {
    const severities = new Set([...form.querySelectorAll("input:checked")].map((box) => box.value));
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const table = form.elements.table.value;
    let shown = 0;
    for (const finding of findings) {
      const fits =
        severities.has(finding.severity) &&
        (!table || finding.table.id === table) &&
        words.every((word) => finding.text.includes(word));
      finding.element.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const each of tables) each.hidden = !each.querySelector(".finding:not([hidden])");
    bar.querySelector(".showing").textContent = `${shown} of ${findings.length} shown`;
    document.querySelector(".nothing").hidden = shown > 0;
  };

  const openRule = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
    const section = target && target.closest(".table[hidden], .table [hidden], .table");
    if (section && section.hidden) {
      form.reset();
      filter();
      target.scrollIntoView();
    }
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", openRule);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  bar.hidden = false;
  filter();
  openRule();
})();
