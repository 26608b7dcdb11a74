/** The peer: `ws`, one room, what one says goes to all. Its own process: `node ws-server.ts <port>`. */
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 8_192 })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    for (const client of server.clients) client.send(data, { binary: false })
  })
})
