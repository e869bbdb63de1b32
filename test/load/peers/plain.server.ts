import { createServer } from 'node:http';
import { Server } from 'socket.io';

/** Plain Socket.IO that stores nothing: the baseline for the cost of everything else. */
const http = createServer((_request, response) => response.end());
const io = new Server(http, { serveClient: false, transports: ['websocket'] });

io.on('connection', (socket) => {
  socket.on('join', async ({ room }: { room: string }, ack: (ok: boolean) => void) => {
    await socket.join(room);
    ack(true);
  });
  socket.on('message', ({ room, text }: { room: string; text: string }, ack: (ok: boolean) => void) => {
    io.to(room).emit('message', { room, text });
    ack(true);
  });
});

http.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 });
