// Favourites: the numbers of the resources that this browser keeps. No cookie, nothing is sent.
const KEY = "favoris";
const MOST = 200;

/** The numbers kept, oldest first; null where the browser keeps nothing (the links still work). */
function read() {
  try {
    const values = (localStorage.getItem(KEY) ?? "").split(",").filter((v) => /^\d{1,9}$/.test(v));
    return [...new Set(values)].slice(0, MOST);
  } catch {
    return null;
  }
}

function keep(numbers) {
  try {
    localStorage.setItem(KEY, numbers.join(","));
    return true;
  } catch {
    return false;
  }
}

const address = (path, numbers) => (numbers.length ? `${path}?r=${numbers.join(",")}` : path);

/** Show in the page what is kept. */
function show() {
  const kept = read();
  if (!kept) return;
  for (const link of document.querySelectorAll("[data-favourites]")) {
    link.href = address(link.pathname, kept);
    link.querySelector("[data-count]").textContent = kept.length ? `(${kept.length})` : "";
  }
  for (const star of document.querySelectorAll("button[data-favourite]")) {
    const held = kept.includes(star.dataset.favourite);
    star.classList.toggle("favourite--held", held);
    star.querySelector("[data-label]").textContent = held ? "Favoris −" : "Favoris +";
  }
  const page = document.querySelector("[data-favourites-page]");
  const adopt = document.querySelector("[data-favourites-adopt]");
  if (page && adopt) {
    adopt.hidden = page.dataset.favouritesPage.split(",").every((number) => kept.includes(number));
  }
}

function toggle(star) {
  const kept = read() ?? [];
  const number = star.dataset.favourite;
  const held = kept.includes(number);
  if (!held && kept.length >= MOST) {
    star.querySelector("[data-label]").textContent = `${MOST} favoris au plus`;
    return;
  }
  keep(held ? kept.filter((other) => other !== number) : [...kept, number]);
  show();
}

/** Each star link becomes a button, where the browser keeps what it is told. */
function offerStars() {
  for (const link of document.querySelectorAll("a[data-favourite]")) {
    const star = document.createElement("button");
    star.type = "button";
    star.className = link.className;
    star.dataset.favourite = link.dataset.favourite;
    star.append(...link.childNodes);
    star.addEventListener("click", () => toggle(star));
    link.replaceWith(star);
  }
}

function offerPage() {
  for (const link of document.querySelectorAll("[data-favourite-remove]")) {
    link.addEventListener("click", () => {
      keep((read() ?? []).filter((number) => number !== link.dataset.favouriteRemove));
    });
  }
  const adopt = document.querySelector("[data-favourites-adopt]");
  adopt?.addEventListener("click", () => {
    const shared = document.querySelector("[data-favourites-page]").dataset.favouritesPage;
    keep([...new Set([...(read() ?? []), ...shared.split(",")])].slice(0, MOST));
    show();
  });
}

const kept = read();
if (kept && keep(kept)) {
  const favourites = document.querySelector("[data-favourites]");
  if (favourites && location.pathname === favourites.pathname && !location.search && kept.length) {
    location.replace(address(location.pathname, kept));
  } else {
    offerStars();
    offerPage();
    show();
    addEventListener("storage", show); // another tab
    addEventListener("pageshow", show); // back to a page that the browser had kept
  }
}
