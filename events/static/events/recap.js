// Files go up as they are dropped, one after the other: a bad one loses nothing of the rest.
const root = document.querySelector("[data-recap]");
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const SINGLE = new Set(["film", "captions"]);
let sending = 0;

function total(zone) {
  return document.getElementById(`id_${zone}-TOTAL_FORMS`);
}

function say(drop, text) {
  drop.querySelector("[data-recap-said]").textContent = text;
}

function refuse(drop, file, sentence) {
  const item = document.createElement("li");
  item.textContent = `${file.name} : ${sentence}`;
  drop.querySelector("[data-recap-refused]").append(item);
}

function place(zone, html) {
  const rows = root.querySelector(`[data-recap-rows="${zone}"]`);
  const part = document.createRange().createContextualFragment(html);
  enhance(part);
  if (SINGLE.has(zone)) rows.replaceChildren(part);
  else {
    total(zone).value = Number(total(zone).value) + 1;
    rows.append(part);
  }
  rows.dispatchEvent(new Event("change", { bubbles: true }));
}

async function send(drop, file) {
  const zone = drop.dataset.recapDrop;
  const data = new FormData();
  data.append("zone", zone);
  data.append("file", file);
  if (!SINGLE.has(zone)) data.append("place", total(zone).value);
  const headers = { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
  try {
    const response = await fetch(root.dataset.recap, { method: "POST", headers, body: data });
    const text = await response.text();
    if (response.ok) place(zone, text);
    else if (response.status === 422) refuse(drop, file, text);
    else refuse(drop, file, "le site n’a pas pu prendre ce fichier. Réessayez.");
  } catch {
    refuse(drop, file, "la connexion a été coupée. Réessayez.");
  }
}

async function sendAll(drop, files) {
  drop.querySelector("[data-recap-refused]").replaceChildren();
  busy(1);
  for (const [number, file] of [...files].entries()) {
    say(drop, `Envoi de ${file.name} (${number + 1} sur ${files.length})…`);
    await send(drop, file);
  }
  say(drop, "");
  busy(-1);
}

// What is not there yet cannot be published.
function busy(change) {
  sending += change;
  for (const button of document.querySelectorAll("button[name^='action-']")) {
    button.disabled = sending > 0;
  }
}

// A row that is taken away stays in the form, hidden: the server is told.
function enhance(part) {
  for (const box of part.querySelectorAll("[data-recap-remove]")) {
    const row = box.closest("[data-recap-row]");
    const label = box.labels?.[0] ?? row.querySelector(`label[for="${box.id}"]`);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary no";
    button.textContent = "Retirer";
    button.addEventListener("click", () => {
      box.checked = true;
      row.hidden = true;
      row.dispatchEvent(new Event("change", { bubbles: true }));
    });
    row.hidden = box.checked;
    box.hidden = true;
    label.hidden = true;
    box.after(button);
  }
}

function start(drop) {
  const input = drop.querySelector("input[type=file]");
  input.removeAttribute("name");
  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await sendAll(drop, files);
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("recap-drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("recap-drop--over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length) sendAll(drop, SINGLE.has(drop.dataset.recapDrop) ? files.slice(0, 1) : files);
  });
}

root.classList.add("recap--on");
root.querySelectorAll("[data-recap-drop]").forEach(start);
enhance(root);
// A file dropped beside a zone must not replace the screen by the file.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
