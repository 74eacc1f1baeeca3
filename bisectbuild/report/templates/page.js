"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);
  const say = (text) => { byId("said").textContent = text; };

  // Controls that need this script are hidden without it.
  all(".copy, .find").forEach((element) => { element.hidden = false; });
  all(".no-script").forEach((element) => { element.hidden = true; });

  // Copying a command.
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      say("Copied.");
      button.firstChild.textContent = "Copied";
      setTimeout(() => { button.firstChild.textContent = "Copy"; }, 2000);
    } catch {
      select(code);
      say("Selected: copy it with the keyboard.");
    }
  };
  all(".copy").forEach((button) => button.addEventListener("click", () => copy(button)));

  // Links into what is folded.
  const unfold = (element) => {
    let fold = element.closest("details");
    while (fold) {
      fold.open = true;
      fold = fold.parentElement.closest("details");
    }
  };
  const show = (element) => {
    unfold(element);
    element.scrollIntoView({ block: "center", behavior: "instant" });
  };
  const follow = () => {
    const target = byId(location.hash.slice(1));
    if (target && target.closest("details")) show(target);
  };
  addEventListener("hashchange", follow);
  follow();

  // Finding words in the log.
  const form = document.querySelector(".find");
  if (!form) return;
  const log = document.querySelector(".log");
  const lines = all(".log p[id]");
  let texts = null; // read when first searched: a log may have very many lines
  const field = byId("find");
  const only = byId("find-only");
  const told = byId("find-said");
  const mostMarked = 2000;
  let hits = [];
  let at = -1;
  let timer = 0;

  const tell = () => {
    const many = `${hits.length} line${hits.length === 1 ? "" : "s"}`;
    told.textContent = !field.value ? "" : !hits.length ? "nothing found" : at < 0 ? many : `${at + 1} of ${many}`;
  };
  const mark = (word) => {
    if (!globalThis.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (!word) return;
    const found = new Highlight();
    hits.slice(0, mostMarked).forEach((place) => {
      const node = lines[place].lastElementChild.firstChild;
      const start = texts[place].indexOf(word);
      if (node && start + word.length <= node.length) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, start + word.length);
        found.add(range);
      }
    });
    CSS.highlights.set("found", found);
  };
  const narrow = () => {
    const narrowed = only.checked && hits.length > 0;
    log.classList.toggle("only", narrowed);
    if (narrowed) all(".log details").forEach((fold) => { fold.open = true; });
  };
  const find = () => {
    clearTimeout(timer);
    const word = field.value.toLowerCase();
    texts ??= lines.map((line) => line.lastElementChild.textContent.toLowerCase());
    if (at >= 0) lines[hits[at]].classList.remove("now");
    hits.forEach((place) => lines[place].classList.remove("hit"));
    hits = [];
    at = -1;
    if (word) texts.forEach((text, place) => { if (text.includes(word)) hits.push(place); });
    hits.forEach((place) => lines[place].classList.add("hit"));
    mark(word);
    narrow();
    tell();
    form.dataset.word = word;
  };
  const step = (by) => {
    if (form.dataset.word !== field.value.toLowerCase()) find();
    if (!hits.length) return;
    if (at >= 0) lines[hits[at]].classList.remove("now");
    at = at < 0 && by < 0 ? hits.length - 1 : (at + by + hits.length) % hits.length;
    lines[hits[at]].classList.add("now");
    show(lines[hits[at]]);
    tell();
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 150); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); step(-1); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); step(1); });
  byId("find-back").addEventListener("click", () => step(-1));
  only.addEventListener("change", narrow);
})();
