// Maps on our own outlines: no tile, no third party. Leaflet is loaded before this module.
const L = window.L;

const PLACES = {
  metropole: [[41.3, -5.3], [51.2, 9.7]],
  guadeloupe: [[15.8, -61.85], [16.55, -60.95]],
  martinique: [[14.37, -61.25], [14.9, -60.78]],
  guyane: [[2.1, -54.7], [5.8, -51.6]],
  reunion: [[-21.4, 55.2], [-20.85, 55.86]],
  mayotte: [[-13.02, 45.0], [-12.62, 45.32]],
};
const ATTRIBUTION = "Tracés : Natural Earth ; codes : INSEE";
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Group the points that share a place: one pin for all, since nobody can click under another. */
function byPlace(points) {
  const places = new Map();
  for (const point of points) {
    const key = `${point.lat.toFixed(3)} ${point.lon.toFixed(3)}`;
    places.set(key, [...(places.get(key) ?? []), point]);
  }
  return [...places.values()];
}

function popup(points) {
  const box = document.createElement("div");
  for (const point of points) {
    const line = document.createElement("p");
    const name = document.createElement(point.url ? "a" : "strong");
    name.textContent = point.title;
    if (point.url) name.href = point.url;
    line.append(name);
    const where = [point.place, point.approximate ? "position approchée" : ""].filter(Boolean);
    if (where.length) line.append(document.createElement("br"), where.join(", "));
    box.append(line);
  }
  return box;
}

function pin(points) {
  const approximate = points.every((point) => point.approximate);
  const size = points.length > 1 ? 22 : 15;
  const names = points.map((point) => point.title).join(", ");
  const label = points.length > 1 ? `${points.length} pôles : ${names}` : names;
  const icon = L.divIcon({
    className: `map-pin${approximate ? " map-pin--approximate" : ""}`,
    html: points.length > 1 ? String(points.length) : "",
    iconSize: [size, size],
  });
  const marker = L.marker([points[0].lat, points[0].lon], {
    icon,
    title: label,
    alt: label,
    riseOnHover: true,
  });
  marker.on("add", () => {
    const element = marker.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", label);
  });
  return marker.bindPopup(() => popup(points), { maxHeight: 240 });
}

/** The points of a map: those of a JSON script, or the one that its element bears. */
function pointsOf(box) {
  const { points, lat, lon, title } = box.dataset;
  if (points) return JSON.parse(document.getElementById(points).textContent);
  return [{ lat: Number(lat), lon: Number(lon), title, approximate: "approximate" in box.dataset }];
}

/** Where a map opens: the métropole, or all its points where they are few or far. */
function viewOf(points) {
  const metropole = L.latLngBounds(PLACES.metropole);
  if (points.length !== 1 && points.some((point) => metropole.contains(point))) return metropole;
  return L.latLngBounds(points.map((point) => [point.lat, point.lon])).pad(0.2);
}

async function drawOutlines(map, url) {
  const response = await fetch(url);
  const outlines = await response.json();
  L.geoJSON(outlines, {
    interactive: false,
    attribution: ATTRIBUTION,
    style: { className: "map-area", weight: 1, fillOpacity: 1, color: "#b9ab8e", fillColor: "#f7f0e0" },
  }).addTo(map);
}

function draw(box) {
  const points = pointsOf(box);
  const map = L.map(box.querySelector("[data-canvas]"), {
    minZoom: 2,
    maxZoom: 11,
    zoomSnap: 0.25,
    scrollWheelZoom: false, // the page scrolls under the pointer; the buttons zoom
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
  });
  map.attributionControl.setPrefix(false);
  map.zoomControl.getContainer().querySelector(".leaflet-control-zoom-in").title = "Agrandir";
  map.zoomControl.getContainer().querySelector(".leaflet-control-zoom-out").title = "Réduire";
  map.fitBounds(viewOf(points), { maxZoom: points.length === 1 ? 7 : 9 });
  drawOutlines(map, box.dataset.outlines);
  for (const group of byPlace(points)) pin(group).addTo(map);
  offerPlaces(box, map);
}

function offerPlaces(box, map) {
  const buttons = box.querySelectorAll("[data-place]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      const bounds = PLACES[button.dataset.place];
      if (calm) map.fitBounds(bounds);
      else map.flyToBounds(bounds, { duration: 1.2 });
    });
  }
}

document.documentElement.classList.add("js");
for (const box of document.querySelectorAll("[data-map]")) draw(box);
