// A telephone app, as Hiya's documents have it: list the live calls, watch one, take it over, end it.
//
//     node hiya.cjs HOST:PORT BEARER USER
//
// Over the `ws` package, because a browser could not send these headers. A line of JSON for each message.
const WebSocket = require("ws");
const [, , house, bearer, user] = process.argv;
const headers = { Authorization: `Bearer ${bearer}`, "x-hiya-account-user-id": user, "x-hiya-product-version": "2.1.3" };

async function main() {
  const { calls } = await (await fetch(`http://${house}/v1/users/${user}/calls`, { headers })).json();
  const token = encodeURIComponent(calls[0].liveConversationToken);
  const socket = new WebSocket(`ws://${house}/ws/v1/liveCalls?conversationToken=${token}`, { headers });
  const ask = (type, id) => socket.send(JSON.stringify({ type, id }));
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    console.log(JSON.stringify(message));
    if (message.type === "transcript") ask("client:joinCall", "join-1");
    if (message.type === "ack" && message.ackId === "join-1") ask("client:endCall", "end-1");
  });
  socket.on("unexpected-response", (request, response) => {
    console.log(JSON.stringify({ refused: response.statusCode }));
    process.exit(0);
  });
  socket.on("close", (code) => process.exit(code === 1000 ? 0 : 1));
}

main();
