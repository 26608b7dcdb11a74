/** The peer: socket.io over WebSockets, one room, what one says goes to all in it. Its own process: `node socket-io-server.ts <port>`. */
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer()
const io = new Server(http, { transports: ['websocket'] })
io.on('connection', async (socket) => {
  await socket.join('room')
  socket.on('say', (text: string) => io.to('room').emit('said', text))
})
http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 8_192 })
