// A hospital's own system, as Nyra's documentation has it: ask for a ticket, connect, hear everything.
// usage: nyra.cjs BASE_URL KEY SECRET TOKEN; prints one JSON line for whatever happens.
const { io } = require("socket.io-client");

const [base, key, secret, token] = process.argv.slice(2);
const print = (what) => process.stdout.write(JSON.stringify(what) + "\n");

async function main() {
  const reply = await fetch(`${base}/api/external/ws-ticket`, {
    method: "POST",
    headers: { "x-api-key": key, "x-api-secret": secret, Authorization: `Bearer ${token}` },
  });
  const { success, data, message } = await reply.json();
  if (!success) return print({ happened: "refused", status: reply.status, message });
  const socket = io(data.ws_url, {
    path: data.ws_path,
    auth: { token: process.env.FORGED || data.token },
    transports: ["websocket"],
  });
  socket.on("connect", () => {
    print({ happened: "connect" });
    socket.emit("join", "hospital:other"); // nobody hears this
    socket.emit("renew", { token: data.token }, (answer) => print({ happened: "renewed", ...answer }));
  });
  socket.on("connect_error", (error) => {
    print({ happened: "connect_error", message: error.message, data: error.data });
    socket.close();
  });
  socket.onAny((name, payload) => print({ happened: "any", name, payload }));
  socket.on("call_ended", (payload) => print({ happened: "named", call_id: payload.data.call_id }));
  socket.on("disconnect", (reason) => {
    print({ happened: "disconnect", reason });
    socket.close();
  });
}

main();
