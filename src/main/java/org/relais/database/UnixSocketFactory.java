package org.relais.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/**
 * Unix sockets for the JDBC driver, which asks for a {@link Socket} and names this class in its URL. Java offers them as
 * channels only; what the driver sets for TCP is ignored, so reads have no timeout of their own.
 */
public final class UnixSocketFactory extends SocketFactory {
    private final String path;

    /** @param path the file of the socket, as the driver hands its {@code socketFactoryArg} on */
    public UnixSocketFactory(String path) {
        this.path = path;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new ChannelSocket(SocketChannel.open(StandardProtocolFamily.UNIX), path);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        Socket socket = createSocket();
        socket.connect(UnixDomainSocketAddress.of(path));
        return socket;
    }

    private static final class ChannelSocket extends Socket {
        private final SocketChannel channel;
        private final String path;

        private ChannelSocket(SocketChannel channel, String path) {
            this.channel = channel;
            this.path = path;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            channel.connect(UnixDomainSocketAddress.of(path));
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            connect(endpoint);
        }

        @Override
        public boolean isConnected() {
            return channel.isConnected();
        }

        @Override
        public boolean isClosed() {
            return !channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setKeepAlive(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public void setSendBufferSize(int size) {}

        @Override
        public void setReceiveBufferSize(int size) {}

        @Override
        public int getSendBufferSize() {
            return 8192;
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return channel.read(ByteBuffer.wrap(bytes, offset, length));
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            };
        }
    }
}
