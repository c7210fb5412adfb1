(() => {
  const box = document.getElementById("answers");
  if (!box) { return; }
  const page = 40;
  const items = [...box.querySelectorAll("article.sample")].map(element => ({ element, data: element.dataset, text: element.textContent.toLowerCase() }));
  const field = name => box.querySelector(`[data-filter="${name}"]`);
  const search = field("search"), count = box.querySelector(".count"), more = box.querySelector(".more");
  const selects = ["suite", "label", "task", "category", "outcome", "show"].map(field);
  let limit = page;
  const has = (value, wanted) => wanted === "" || (value || "").split(" ").includes(wanted);
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word.length > 0);
    const [suite, label, task, category, outcome, show] = selects.map(select => select.value);
    let found = 0;
    for (const { element, data, text } of items) {
      const matches = (suite === "" || data.suite === suite) && (label === "" || data.label === label)
        && (task === "" || data.task === task) && (category === "" || data.category === category)
        && has(data.outcomes, outcome) && has(data.marks, show) && words.every(word => text.includes(word));
      found += matches ? 1 : 0;
      element.hidden = !matches || found > limit;
    }
    count.textContent = `${found} of ${items.length} samples`;
    more.hidden = found <= limit;
  };
  for (const control of [search, ...selects]) {
    control.addEventListener("input", () => { limit = page; apply(); });
  }
  more.addEventListener("click", () => { limit += 200; apply(); });
  apply();
})();
