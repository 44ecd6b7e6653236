// A translation client as the protocol's own documents write one: ticket, socket, start, sound, stop.
//
//     node vas.cjs HOST:PORT API_KEY [native] < sound.raw        (16-bit mono, 16 kHz)
//
// Over the `ws` package, or `native`: over the WebSocket of the platform. A line of JSON for each message.
const [, , house, key, native] = process.argv;
const Socket = native ? globalThis.WebSocket : require("ws");
const CHUNK = 6400;

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const sound = Buffer.concat(chunks);
  const reply = await fetch(`http://${house}/api/v1/auth/ticket`, { method: "POST", headers: { "X-API-Key": key } });
  const { ticket } = await reply.json();
  const socket = new Socket(`ws://${house}/ws`, [`ticket.${ticket}`]);
  const say = (type, data) => socket.send(JSON.stringify({ type, data }));
  socket.onopen = () => {
    console.log(JSON.stringify({ protocol_echoed: socket.protocol === `ticket.${ticket}` }));
    say("health", { action: "ping" });
    say("voice-translation", {
      action: "start",
      transcription_languages: ["es-MX"],
      translation_languages: ["en-US"],
      type: "transcribe",
      audio_format: "pcm",
      recognition_mode: "single",
      realtime_translation: false,
    });
    for (let at = 0; at < sound.length; at += CHUNK)
      say("voice-translation", { action: "audio", audio: sound.subarray(at, at + CHUNK).toString("base64") });
    say("voice-translation", { action: "stop" });
  };
  socket.onmessage = (event) => {
    console.log(event.data);
    const { data } = JSON.parse(event.data);
    if (data.action === "task_complete") socket.close(1000);
  };
  socket.onerror = () => process.exit(1);
  socket.onclose = (event) => process.exit(event.code === 1000 ? 0 : 1);
}

main();
