// The printed page: links that leave it are numbered, and their addresses listed at its end.

const isForPaper = (link) =>
  /^https?:$/.test(link.protocol) &&
  (link.host !== location.host || link.pathname.startsWith("/documents/")) &&
  link.checkVisibility?.() !== false;

/** Number the outside links of the main content and append the list of their addresses. */
export function numberLinks(main) {
  eraseNumbers(main);
  const numbers = new Map();
  for (const link of main.querySelectorAll("a[href]")) {
    if (!isForPaper(link)) continue;
    if (!numbers.has(link.href)) numbers.set(link.href, numbers.size + 1);
    const mark = document.createElement("span");
    mark.className = "print-number";
    mark.textContent = `\u00a0[${numbers.get(link.href)}]`;
    link.append(mark);
  }
  if (numbers.size) main.append(linkList(numbers));
}

/** Take away what ``numberLinks`` added. */
export function eraseNumbers(main) {
  for (const added of main.querySelectorAll(".print-number, .print-links")) added.remove();
}

function linkList(numbers) {
  const section = document.createElement("section");
  section.className = "print-links wrap section";
  const title = document.createElement("h2");
  title.textContent = "Liens";
  const list = document.createElement("ul");
  list.className = "print-links__list";
  for (const [href, number] of numbers) {
    const item = document.createElement("li");
    item.textContent = `[${number}] ${href}`;
    list.append(item);
  }
  section.append(title, list);
  return section;
}

/** Make the print buttons work, and number the links of any print, from the button or the menu. */
export function offerPrinting() {
  const main = document.querySelector("main");
  if (!main) return;
  addEventListener("beforeprint", () => numberLinks(main));
  addEventListener("afterprint", () => eraseNumbers(main));
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
}
