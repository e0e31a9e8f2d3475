// What runs in the reader's browser: the document's language, copying, image files, marks ↔ rows, the meeting's keys,
// Streamlit's own words. A function of the page's settings {lang, colours, words}; listeners are set once a document.
(page) => {
  const root = document.documentElement;
  root.lang = page.lang;
  root.setAttribute("translate", "no");
  for (const [name, colour] of Object.entries(page.colours)) root.style.setProperty(`--atlas-${name}`, colour);
  window.atlasPage = page;
  if (window.atlasReady) return;
  window.atlasReady = true;

  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); }
    catch (error) {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove();
    }
  };

  // -- image files: the chart as it stands, its title above, what it is (conditions, version, citation) below

  const BREAK = "\x3cbr>";  // a tag in a string would make Streamlit's cleaner drop this whole script
  const TITLE = 44, LINE = 18, SMALL = 12.5;

  const wrapped = (text, width) => {
    const lines = [""];
    let used = 0;
    for (const char of text) {
      const size = SMALL * (char.charCodeAt(0) > 0x2e80 ? 1 : 0.56);
      if (used + size > width) { lines.push(""); used = 0; }
      lines[lines.length - 1] += char; used += size;
    }
    return lines;
  };

  const save = (url, name) => {
    const link = document.createElement("a");
    link.href = url; link.download = name; document.body.append(link); link.click(); link.remove();
  };

  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  // Plotly copies data and layout at once when asked for an image, so title and notes are put in for that moment only.
  const plotlyImage = (chart, job) => {
    const camera = chart.querySelector(".modebar-btn");  // the camera is always the first
    const size = chart._fullLayout._size, before = chart.layout, width = chart.clientWidth;
    const lines = job.notes.flatMap((note) => wrapped(note, width - 24));
    const below = LINE * lines.length + 14;
    const text = (words, y, shift, anchor, font) => ({text: words, x: 0, y, xref: "paper", yref: "paper", xanchor: "left",
      yanchor: anchor, xshift: 8 - size.l, yshift: shift, align: "left", showarrow: false, font});
    const ink = chart._fullLayout.font.color;
    chart.layout = {...before, paper_bgcolor: window.atlasPage.card, height: undefined,
      margin: {l: size.l, r: size.r, t: size.t + TITLE, b: size.b + below},
      annotations: [...(before.annotations || []),
        text(escaped(job.title), 1, size.t + 8, "bottom", {size: 18, color: ink, weight: 700}),
        text(lines.map(escaped).join(BREAK), 0, -size.b - 6, "top", {size: SMALL, color: ink})]};
    chart._context.toImageButtonOptions = {format: job.kind, scale: 2, filename: job.name, width,
      height: chart.clientHeight + TITLE + below};
    camera.click();
    chart.layout = before;
  };

  const draw = (name, attributes, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };

  const svgImage = (svg, job) => {
    const {width, height} = svg.getBoundingClientRect(), style = getComputedStyle(svg.parentElement);
    const lines = job.notes.flatMap((note) => wrapped(note, width - 24));
    const whole = height + TITLE + LINE * lines.length + 14, inner = svg.cloneNode(true);
    for (const [key, value] of Object.entries({x: 0, y: TITLE, width, height})) inner.setAttribute(key, value);
    const words = (text, y, size, weight) => draw("text", {x: 8, y, "font-size": size, "font-weight": weight}, text);
    const source = new XMLSerializer().serializeToString(draw("svg",
      {width, height: whole, fill: style.color, "font-family": style.fontFamily},
      draw("rect", {width: "100%", height: "100%", fill: window.atlasPage.card}), words(job.title, 28, 18, 700), inner,
      ...lines.map((line, i) => words(line, height + TITLE + LINE * (i + 1), SMALL, 400))));
    const url = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(source);
    if (job.kind === "svg") return save(url, job.name + ".svg");
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
      canvas.width = 2 * width; canvas.height = 2 * whole;
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), job.name + ".png");
    };
    image.src = url;
  };

  const image = (button) => {
    const job = JSON.parse(button.dataset.atlasImage);
    const place = document.querySelector(".st-key-" + job.place);
    const chart = place && place.querySelector(".js-plotly-plot");
    const svg = place && place.querySelector("[data-testid*=chart i] svg");
    if (chart) plotlyImage(chart, job); else if (svg) svgImage(svg, job);
  };

  // -- a value in the text ↔ its row beside it

  // The text is drawn before its rows: where the card is not there yet, the observer below shows it when it comes.
  // An attribute and an animation of the element stay when React writes the card's class anew.
  const GLOW = [{boxShadow: "0 0 0 4px #d98a29", offset: 0.6}, {boxShadow: "0 0 0 4px transparent"}];
  let sought = [];  // the rows of the mark that was chosen last, until one of them is shown
  const seek = (rows) => {
    sought = rows;
    for (const card of document.querySelectorAll("[data-atlas-found]")) delete card.dataset.atlasFound;
    showSought();
  };
  const showSought = () => {
    const card = sought.map((row) => document.querySelector(".st-key-row-" + row)).find(Boolean);
    if (!card) return;
    sought = [];
    card.dataset.atlasFound = "";
    card.scrollIntoView({block: "center", behavior: "smooth"});
    card.animate(GLOW, {duration: 2400, easing: "ease-out"});
  };
  const showRow = (mark) => seek(mark.dataset.rows.split(" "));

  // -- meeting: ← → between steps, Esc leaves, full screen while it lasts

  const press = (key) => {
    const link = document.querySelector(`.st-key-meeting-${key} :is(a, button)`);
    if (link) link.click();
    return Boolean(link);
  };
  const KEYS = {ArrowRight: "next", PageDown: "next", ArrowLeft: "before", PageUp: "before", Escape: "leave"};

  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest && event.target.closest("mark[data-rows]");
    if (mark && event.key === "Enter") return showRow(mark);
    const busy = event.target.closest && event.target.closest("input, textarea, [role=dialog], [role=listbox], [role=radiogroup], [role=slider], [role=tablist]");
    if (busy || event.altKey || event.ctrlKey || event.metaKey || !KEYS[event.key]) return;
    if (document.querySelector("[role=dialog], [data-testid=stPopoverBody]")) return;  // Esc closes those first
    if (press(KEYS[event.key])) event.preventDefault();
  });
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) press("leave"); });

  document.addEventListener("click", async (event) => {
    const target = event.target.closest ? event.target : event.target.parentElement;
    const mark = target && target.closest("mark[data-rows]");
    if (mark) return showRow(mark);
    seek([]);
    if (target && target.closest(".st-key-meeting-start") && root.requestFullscreen) root.requestFullscreen().catch(() => {});
    if (target && target.closest(".st-key-meeting-leave") && document.fullscreenElement) document.exitFullscreen();
    const button = target && target.closest("button");
    if (!button) return;
    if (button.dataset.atlasCopy) {
      await copy(location.href);
      const before = button.textContent;
      button.textContent = button.dataset.atlasCopy;
      setTimeout(() => { button.textContent = before; }, 1600);
    }
    if (button.dataset.atlasImage) image(button);
  });

  // -- Streamlit's own English words

  const skip = new Set(["SCRIPT", "STYLE", "TEXTAREA", "MARK", "CODE"]);
  const put = (node) => {
    const parent = node.parentElement;
    if (!parent || skip.has(parent.tagName) || parent.closest("[data-atlas-own]")) return;
    const words = node.nodeValue.trim(), number = words.match(/^[0-9][0-9.]* ?[KMG]?B?/);
    const own = window.atlasPage.words[words] || (number && window.atlasPage.words[words.replace(number[0], "{n}")]);
    if (own) node.nodeValue = own.replace("{n}", number ? number[0] : "");
  };
  const walk = (start) => {
    if (start.nodeType === 3) return put(start);
    if (start.nodeType !== 1) return;
    const texts = document.createTreeWalker(start, 4);
    while (texts.nextNode()) put(texts.currentNode);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") put(change.target);
      else change.addedNodes.forEach(walk);
    }
    if (sought.length) showSought();
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}
