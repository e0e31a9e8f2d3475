"""The few lines that run in the reader's browser: language of the document, copy, image files, built-in words."""

from __future__ import annotations

import json

import streamlit as st

from lib.ui.words import Words, entries

# One listener for the whole document, set once; buttons say by data attributes what they do.
SCRIPT = """<script>
document.documentElement.lang = "%(html_lang)s";
document.documentElement.style.setProperty("--atlas-card", "%(card)s");
document.documentElement.setAttribute("translate", "no");
window.atlasWords = %(words)s;
if (!window.atlasReady) {
  window.atlasReady = true;
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); }
    catch (error) {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove();
    }
  };
  const image = (button) => {
    const chart = document.querySelector(".st-key-" + button.dataset.atlasChart + " .js-plotly-plot");
    const camera = chart && chart.querySelector(".modebar-btn");  // the camera is always the first
    if (!chart || !camera) return;
    chart._context.toImageButtonOptions = {format: button.dataset.atlasImage, scale: 2,
      filename: button.dataset.atlasName, width: chart.clientWidth, height: chart.clientHeight};
    camera.click();
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.atlasCopy) {
      await copy(location.href);
      const before = button.textContent;
      button.textContent = button.dataset.atlasCopy;
      setTimeout(() => { button.textContent = before; }, 1600);
    }
    if (button.dataset.atlasImage) image(button);
  });
  const skip = new Set(["SCRIPT", "STYLE", "TEXTAREA", "MARK", "CODE"]);
  const put = (node) => {
    const parent = node.parentElement;
    if (!parent || skip.has(parent.tagName) || parent.closest("[data-atlas-own]")) return;
    const words = node.nodeValue.trim(), number = words.match(/^[0-9][0-9.]* ?[KMG]?B?/);
    const own = window.atlasWords[words] ||
      (number && window.atlasWords[words.replace(number[0], "{n}")]);
    if (own) node.nodeValue = own.replace("{n}", number ? number[0] : "");
  };
  const walk = (root) => {
    if (root.nodeType === 3) return put(root);
    if (root.nodeType !== 1) return;
    const texts = document.createTreeWalker(root, 4);
    while (texts.nextNode()) put(texts.currentNode);
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "characterData") put(change.target);
    else change.addedNodes.forEach(walk);
  })).observe(document.body, {subtree: true, childList: true, characterData: true});
}
</script>"""


def page_script(words: Words, card: str) -> None:
    """Give the cards their ground, put the language into the document and Streamlit's own words into Chinese."""
    built_in = {}
    if words.lang == "zh":
        built_in = {entry["en"]: entry["zh"] for entry in entries("builtin").values()}
    html_lang = {"zh": "zh-CN", "en": "en"}[words.lang]
    text = json.dumps(built_in, ensure_ascii=False).replace("</", "<\\/")
    st.html(SCRIPT % {"html_lang": html_lang, "words": text, "card": card}, unsafe_allow_javascript=True)
