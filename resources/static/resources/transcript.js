// Finding words in a transcript: only the paragraphs that hold them stay, with the words marked.

/** Make the search box of ``transcript`` work; the page may have none. */
export function offerFinding(transcript) {
  const box = transcript?.querySelector("input");
  if (!box) return;
  const status = transcript.querySelector("[data-found]");
  const paragraphs = [...transcript.querySelectorAll("[data-words]")].map((words) => ({
    element: words.closest("p"),
    texts: texts(words),
  }));

  function find() {
    const query = folded(box.value.trim()).text;
    let count = 0;
    for (const { element, texts } of paragraphs) {
      const found = texts.map((text) => mark(text, query)).includes(true);
      element.hidden = Boolean(query) && !found;
      if (query && found) count += 1;
    }
    const unit = count > 1 ? "passages trouvés" : "passage trouvé";
    status.textContent = query ? `${count || "Aucun"} ${unit}` : "";
  }

  box.addEventListener("input", find);
}

/** Return the lines of ``words``, each in an element of its own that marks may be put into. */
function texts(words) {
  return [...words.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => {
      const element = document.createElement("span");
      element.textContent = node.textContent;
      node.replaceWith(element);
      const text = element.textContent;
      return { element, text, fold: folded(text) };
    });
}

/** Mark each place of ``query`` in a line; return whether there is one. */
function mark({ element, text, fold }, query) {
  element.textContent = text;
  if (!query) return false;
  const parts = [];
  let done = 0;
  for (let at = fold.text.indexOf(query); at !== -1; at = fold.text.indexOf(query, at + query.length)) {
    const [from, to] = [fold.places[at], fold.places[at + query.length - 1] + 1];
    if (from < done) continue;
    const marked = document.createElement("mark");
    marked.textContent = text.slice(from, to);
    parts.push(text.slice(done, from), marked);
    done = to;
  }
  if (parts.length) element.replaceChildren(...parts, text.slice(done));
  return parts.length > 0;
}

/** Return ``text`` without accents or capitals, and the place in ``text`` of each character. */
function folded(text) {
  let result = "";
  const places = [];
  for (let place = 0; place < text.length; place += 1) {
    const plain = text[place]
      .toLowerCase()
      .replace("œ", "oe")
      .replace("æ", "ae")
      .replace("’", "'")
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
    for (const character of plain) {
      result += character;
      places.push(place);
    }
  }
  return { text: result, places };
}
