// An article in which words can be selected: a small menu beside the selection asks what they are, and Python is told
// the field and the place in characters (code points; a paragraph's end counts one). Digits choose from the menu; where
// nothing is selected they open that part of the row (no place then). What was opened takes the keyboard.

function place(root, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  return [...before.textContent].length + before.querySelectorAll(".para").length;
}

function selected(box) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-in]");
  const root = within(range.startContainer);
  if (!root || !box.contains(root) || within(range.endContainer) !== root) return null;
  return {
    start: place(root, range.startContainer, range.startOffset),
    end: place(root, range.endContainer, range.endOffset),
    in_title: root.dataset.in === "title",
    at: range.getBoundingClientRect(),
  };
}

// Give the keyboard to the first field of the opened part, as soon as the page has drawn it.
function enter() {
  const look = () => {
    const app = document.querySelector("[data-testid=stApp]");
    const edit = document.querySelector(".st-key-card-edit");
    if (!edit) return;
    if (app.dataset.testScriptState !== "notRunning") { requestAnimationFrame(look); return; }
    const field = edit.querySelector("form input, [data-testid=stForm] input, [class*=st-key-edit-] button");
    if (!field) return;
    field.focus({ preventScroll: true });
    edit.scrollIntoView({ block: "nearest" });
  };
  requestAnimationFrame(look);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".pick");
  const article = box.querySelector(".article");
  const menu = box.querySelector(".pick-menu");
  const isNew = article.dataset.row !== data.row;
  article.innerHTML = data.html;
  article.dataset.row = data.row;
  if (isNew) {
    const mark = article.querySelector("mark.m-bright") || article;
    const scroller = box.closest('[data-testid="stVerticalBlock"]')?.parentElement;
    mark.scrollIntoView({ block: scroller ? "center" : "nearest" });
    window.scrollTo({ top: 0 });
  }
  menu.setAttribute("aria-label", data.label);
  if (data.opened && data.opened !== Number(article.dataset.opened || 0)) enter();
  article.dataset.opened = data.opened;

  let found = null;
  const choose = (field) => {
    if (!found) return;
    const { start, end, in_title } = found;
    menu.hidden = true;
    found = null;
    setTriggerValue("picked", { field, start, end, in_title });
  };
  menu.replaceChildren(...data.fields.map(({ field, words }, number) => {
    const button = document.createElement("button");
    button.dataset.field = field;
    button.innerHTML = `<kbd>${number + 1}</kbd>`;
    button.append(words);
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => choose(field));
    return button;
  }));

  const look = () => {
    const now = selected(box);
    if (!now) { menu.hidden = true; found = null; return; }
    found = now;
    const frame = box.getBoundingClientRect();
    menu.hidden = false;
    const left = Math.min(now.at.left - frame.left, frame.width - menu.offsetWidth);
    menu.style.left = `${Math.max(0, left)}px`;
    menu.style.top = `${now.at.bottom - frame.top + 8}px`;
  };
  const key = (event) => {
    const now = document.activeElement, isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(now?.tagName);
    if (isTyping && event.key === "Escape" && now.closest(".st-key-card-edit")) now.blur();
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const field = (found ? data.fields.map((one) => one.field) : data.parts)[Number(event.key) - 1];
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    if (found) choose(field); else setTriggerValue("picked", { field, start: null });
  };
  document.addEventListener("selectionchange", look);
  document.addEventListener("keydown", key, true);
  return () => {
    document.removeEventListener("selectionchange", look);
    document.removeEventListener("keydown", key, true);
  };
}
