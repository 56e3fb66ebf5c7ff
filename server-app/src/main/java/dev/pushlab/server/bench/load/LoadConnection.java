package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Deframer;
import dev.pushlab.server.bench.wire.PayloadSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** A connection of the generator; it is the only handler in its pipeline. */
abstract class LoadConnection extends ChannelInboundHandlerAdapter implements PayloadSink {
    final LoadGenerator generator;
    private final Deframer deframer;
    private final byte[] greeting;
    ChannelHandlerContext context;
    boolean unflushed;

    LoadConnection(LoadGenerator generator, Deframer deframer, byte[] greeting) {
        this.generator = generator;
        this.deframer = deframer;
        this.greeting = greeting;
    }

    abstract void received(int bytes);

    /** Before it connects. */
    void configure(Channel channel) {
        // Nothing but what all connections have.
    }

    /** Goes out with the next {@link LoadGenerator#flush()}. */
    void send(ByteBuf message) {
        context.write(message, context.voidPromise());
        generator.written(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        configure(ctx.channel());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (greeting.length > 0) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(greeting));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        int count = buffer.readableBytes();
        byte[] bytes = generator.scratch();
        try {
            buffer.readBytes(bytes, 0, count);
        } finally {
            buffer.release();
        }
        received(count);
        deframer.feed(bytes, 0, count, this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        generator.flush();
    }

    @Override
    public void reply(byte[] answer) {
        context.writeAndFlush(Unpooled.wrappedBuffer(answer));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        generator.fail(new LoadException(this + ": the server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        generator.fail(new LoadException(this + ": " + cause.getMessage(), cause));
        ctx.close();
    }
}
