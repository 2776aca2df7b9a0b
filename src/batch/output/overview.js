"use strict";
(() => {
  const rows = [...document.querySelectorAll("tbody tr")];
  const search = document.querySelector("#search");
  const filters = [...document.querySelectorAll("[data-filter]")];
  const shown = document.querySelector("#shown");
  const body = document.querySelector("tbody");
  let wanted = "";

  // Rows that contain each word of the search and have the wanted state.
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = (!wanted || row.dataset.state === wanted) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} / ${rows.length}`;
  };

  search.addEventListener("input", filter);
  for (const button of filters) {
    button.addEventListener("click", () => {
      wanted = button.dataset.filter;
      for (const one of filters) one.setAttribute("aria-pressed", String(one === button));
      filter();
    });
  }

  const collator = new Intl.Collator("zh-CN", { numeric: true });
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const column = [...head.parentNode.children].indexOf(head);
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const key = (row) => row.children[column].dataset.key ?? row.children[column].textContent;
      const sorted = [...rows].sort((one, next) => collator.compare(key(one), key(next)) * (ascending ? 1 : -1));
      body.append(...sorted);
    });
  }
  filter();
})();
