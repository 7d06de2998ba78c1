// A replay: its player, loaded from elsewhere only after a click, its chapters and its transcript.
import { filePlayer, framePlayer } from "./players.js";
import { offerFinding } from "./transcript.js";

const file = document.getElementById("video");
const place = document.querySelector("[data-video]");
const chapters = [...document.querySelectorAll(".chapters [data-at]")];

let player = null;
let start = 0; // seconds, where a video that is not loaded yet will begin

function use(found) {
  player = found;
  player.onTime(markChapter);
}

function load() {
  if (place.dataset.plays) navigator.sendBeacon(place.dataset.plays);
  use(framePlayer(place, start));
}

/** Go to a moment; before a video elsewhere is loaded, ask for the click that loads it. */
function goTo(seconds) {
  if (player) {
    player.seek(seconds);
  } else if (place) {
    start = seconds;
    place.querySelector("[data-start]").textContent = `La vidéo commencera à ${clock(seconds)}.`;
    place.querySelector("[data-load]").focus({ preventScroll: true });
  } else {
    return;
  }
  (file ?? place).scrollIntoView({ block: "nearest" });
}

function markChapter(time) {
  // A player may stop a hair before the moment that it was asked for.
  const current = chapters.filter((chapter) => Number(chapter.dataset.at) <= time + 0.5).at(-1);
  for (const chapter of chapters) {
    if (chapter === current) chapter.setAttribute("aria-current", "true");
    else chapter.removeAttribute("aria-current");
  }
}

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Return the moment that the address names, « #t=750 », in seconds. */
function namedMoment() {
  const found = /^#t=(\d{1,6})$/.exec(decodeURIComponent(location.hash));
  return found ? Number(found[1]) : null;
}

function linkTo(stamp) {
  const link = document.createElement("a");
  link.className = stamp.className;
  link.href = `#t=${stamp.dataset.at}`;
  link.textContent = stamp.textContent;
  stamp.replaceWith(link);
}

if (file) use(filePlayer(file));
place?.querySelector("[data-load]").addEventListener("click", load);
if (player || place) {
  document.querySelectorAll(".transcript span[data-at]").forEach(linkTo);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#t="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    goTo(namedMoment());
  });
  const moment = namedMoment();
  if (moment !== null) goTo(moment);
  addEventListener("hashchange", () => namedMoment() !== null && goTo(namedMoment()));
}
offerFinding(document.querySelector(".transcript"));
