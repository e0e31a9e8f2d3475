// A word cloud drawn as SVG: words spiral out from the middle, widest first, none on another, all of them inside.
// The layout is the same for the same words and width. A click, or Enter on a focused word, tells Python the word.

const GAP = 5;

function measure(words, font, scale) {
  const canvas = document.createElement("canvas").getContext("2d");
  return words.map((word) => {
    const size = word.size * scale;
    canvas.font = `${word.weight} ${size}px ${font}`;
    return { ...word, size, width: canvas.measureText(word.text).width + GAP, height: size * 1.12 + GAP };
  });
}

function overlaps(a, b) {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}

// Boxes are enough: Chinese characters fill theirs.
function place(words, width, height) {
  const placed = [];
  for (const word of words) {
    let found = null;
    for (let step = 0; step < 2600 && !found; step++) {
      const angle = step * 0.22, reach = step * 0.42;
      const spot = { ...word, x: Math.cos(angle) * reach * (width / height), y: Math.sin(angle) * reach };
      const inside = Math.abs(spot.x) * 2 + word.width < width && Math.abs(spot.y) * 2 + word.height < height;
      if (inside && !placed.some((other) => overlaps(spot, other))) found = spot;
    }
    if (!found) return null;
    placed.push(found);
  }
  return placed;
}

function layout(words, font, width, height) {
  for (let scale = 1.25; scale > 0.28; scale *= 0.93) {
    const placed = place(measure(words, font, scale), width, height);
    if (placed) return placed;
  }
  // Too many for the space even in small type: the weakest words go.
  return words.length > 10 ? layout(words.slice(0, Math.floor(words.length * 0.8)), font, width, height) : [];
}

function draw(svg, placed, data, width, height, choose) {
  const name = "http://www.w3.org/2000/svg";
  svg.replaceChildren();
  svg.setAttribute("viewBox", `${-width / 2} ${-height / 2} ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  for (const word of placed) {
    const text = document.createElementNS(name, "text");
    const attributes = {
      x: word.x, y: word.y, "text-anchor": "middle", "dominant-baseline": "central", "font-size": word.size,
      "font-weight": word.weight, fill: word.colour, tabindex: 0, role: "button", "data-word": word.text,
    };
    for (const [key, value] of Object.entries(attributes)) text.setAttribute(key, value);
    if (data.chosen.includes(word.text)) {
      text.setAttribute("text-decoration", "underline");
      text.setAttribute("aria-pressed", "true");
    }
    text.textContent = word.text;
    const title = document.createElementNS(name, "title");
    title.textContent = word.hint;
    text.append(title);
    text.addEventListener("click", () => choose(word.text));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(word.text); }
    });
    svg.append(text);
  }
}

function save(svg, kind, data, font) {
  const copy = svg.cloneNode(true);
  const [left, top, width, height] = copy.getAttribute("viewBox").split(" ");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", font);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of Object.entries({ x: left, y: top, width, height, fill: data.ground })) {
    ground.setAttribute(key, value);
  }
  copy.prepend(ground);
  const blob = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  const address = URL.createObjectURL(blob);
  const offer = (href) => {
    const link = document.createElement("a");
    link.href = href;
    link.download = `${data.file}.${kind}`;
    link.click();
  };
  if (kind === "svg") return offer(address);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    offer(canvas.toDataURL("image/png"));
  };
  image.src = address;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".cloud");
  const svg = box.querySelector("svg");
  const font = getComputedStyle(box).fontFamily;
  svg.setAttribute("aria-label", data.label);
  const choose = (word) => setTriggerValue("word", word);
  let drawn = 0;
  const fit = () => {
    const width = Math.floor(box.clientWidth);
    if (width < 60 || width === drawn) return;
    drawn = width;
    draw(svg, layout(data.words, font, width, data.height), data, width, data.height, choose);
  };
  const buttons = box.querySelector(".save");
  buttons.replaceChildren(...Object.entries(data.save).map(([kind, words]) => {
    const button = document.createElement("button");
    button.textContent = words;
    button.addEventListener("click", () => save(svg, kind, data, font));
    return button;
  }));
  fit();
  const watch = new ResizeObserver(fit);
  watch.observe(box);
  return () => watch.disconnect();
}
