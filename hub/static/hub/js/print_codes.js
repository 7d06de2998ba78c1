// The recovery codes on paper.

for (const button of document.querySelectorAll("[data-print-codes]")) {
  button.addEventListener("click", () => print());
}
