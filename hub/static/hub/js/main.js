// What every page gets when scripts run; each part minds only its own elements.
import { offerPrinting } from "./print.js";

document.documentElement.classList.add("js");
offerPrinting();

for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const label = button.querySelector("[data-label]");
    const status = document.querySelector("[data-copy-status]");
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      label.textContent = button.dataset.done;
    } catch {
      // No clipboard outside https: the address is selected, ready for Ctrl+C.
      getSelection().selectAllChildren(source);
      label.textContent = "Adresse sélectionnée";
    }
    if (status) status.textContent = label.textContent;
    setTimeout(() => (label.textContent = before), 3000);
  });
}
