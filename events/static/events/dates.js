// Shows the dates of an event as its form stands, before it is saved.
const DELAY = 500; // milliseconds without typing

function start(place) {
  const form = place.closest("form");
  let timer;
  let last = 0;

  async function refresh() {
    const number = (last += 1);
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const response = await fetch(place.dataset.eventDates, { method: "POST", body: data });
    if (response.ok && number === last) place.innerHTML = await response.text();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, DELAY);
  }

  for (const name of ["input", "change", "click"]) form.addEventListener(name, later);
  later();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-event-dates]").forEach(start);
});
