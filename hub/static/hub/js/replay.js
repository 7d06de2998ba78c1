// The chapters of a replay that is a file here: each one is a button that goes to its moment.
const video = document.getElementById("video");

for (const chapter of document.querySelectorAll(".chapters [data-at]")) {
  const title = chapter.lastElementChild;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = title.textContent;
  button.addEventListener("click", () => {
    video.currentTime = Number(chapter.dataset.at);
    video.play();
    video.focus();
  });
  title.replaceWith(button);
}
