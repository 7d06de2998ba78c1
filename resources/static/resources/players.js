// The players of a replay. Each is { seek(seconds), onTime(listener) }: the listener receives the
// moment that is played, in seconds.

/** A file of this site. */
export function filePlayer(video) {
  return {
    seek(seconds) {
      video.currentTime = seconds;
      video.play().catch(() => {}); // a browser may refuse to play before a gesture
      video.focus({ preventScroll: true });
    },
    onTime(listener) {
      video.addEventListener("timeupdate", () => listener(video.currentTime));
    },
  };
}

// The messages that the players in frames take and send (postMessage).
// YouTube: https://developers.google.com/youtube/iframe_api_reference
const youtube = {
  address(player, start) {
    player.searchParams.set("autoplay", "1");
    player.searchParams.set("origin", location.origin);
    if (start) player.searchParams.set("start", start);
  },
  opening: () => JSON.stringify({ event: "listening", id: 1, channel: "widget" }),
  seek: (seconds) => [{ event: "command", func: "seekTo", args: [seconds, true] }, { event: "command", func: "playVideo", args: [] }],
  read: (message) => ({ time: message.info?.currentTime }),
};

// Vimeo: https://developer.vimeo.com/player/sdk
const vimeo = {
  address(player, start) {
    player.searchParams.set("autoplay", "1");
    if (start) player.hash = `t=${start}s`;
  },
  opening: () => JSON.stringify({ method: "addEventListener", value: "timeupdate" }),
  seek: (seconds) => [{ method: "setCurrentTime", value: seconds }, { method: "play" }],
  read(message) {
    if (message.event === "ready") return { answer: { method: "addEventListener", value: "timeupdate" } };
    return { time: message.event === "timeupdate" ? message.data?.seconds : undefined };
  },
};

// PeerTube: https://docs.joinpeertube.org/api/embed-player, whose messages are those of jschannel.
const peertube = {
  address(player, start) {
    player.searchParams.set("autoplay", "1");
    if (start) player.searchParams.set("start", `${start}s`);
  },
  opening: () => JSON.stringify({ method: "peertube::__ready", params: "ping" }),
  seek: (seconds) => [
    { id: nextId(), method: "peertube::seek", params: seconds },
    { id: nextId(), method: "peertube::play" },
  ],
  read(message) {
    if (message.method === "peertube::__ready" && message.params === "ping") {
      return { answer: { method: "peertube::__ready", params: "pong" } };
    }
    const isTime = message.method === "peertube::playbackStatusUpdate";
    return { time: isTime ? message.params?.position : undefined };
  },
};

const providers = { youtube, vimeo, peertube };

let lastId = 0;
const nextId = () => (lastId += 1);

/** Put the player of a video elsewhere in ``place``, from ``start`` seconds, and return it. */
export function framePlayer(place, start) {
  const { address, opening, seek, read } = providers[place.dataset.video];
  const player = new URL(place.dataset.player);
  address(player, start);
  const frame = document.createElement("iframe");
  frame.className = "video video--frame";
  frame.title = place.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  // Its own scripts and storage, and its links to itself in a new tab; nothing over this page.
  frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";
  frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays nothing without

  const listeners = [];
  const send = (text) => frame.contentWindow?.postMessage(text, player.origin);
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== player.origin) return;
    const { time, answer } = read(parsed(event.data));
    if (answer) send(JSON.stringify(answer));
    if (Number.isFinite(time)) for (const listener of listeners) listener(time);
  });
  frame.addEventListener("load", () => send(opening()));

  frame.src = player.href;
  place.replaceChildren(frame);
  frame.focus({ preventScroll: true });
  return {
    seek(seconds) {
      for (const message of seek(seconds)) send(JSON.stringify(message));
    },
    onTime: (listener) => listeners.push(listener),
  };
}

function parsed(data) {
  if (typeof data !== "string") return data ?? {};
  try {
    return JSON.parse(data) ?? {};
  } catch {
    return {};
  }
}
