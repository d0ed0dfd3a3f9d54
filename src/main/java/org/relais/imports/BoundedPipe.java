package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvRefusal;
import org.relais.input.FaultCode;

/** Copy of a stream with back-pressure, refused once it is larger than allowed. */
final class BoundedPipe {
    private BoundedPipe() {}

    /** Completes when everything is written; the target stays open. Fails with {@link CsvRefusal} past {@code limit}. */
    static Future<Void> pump(ReadStream<Buffer> source, WriteStream<Buffer> target, long limit) {
        Promise<Void> done = Promise.promise();
        long[] copied = {0};
        source.exceptionHandler(done::tryFail);
        target.exceptionHandler(done::tryFail);
        source.endHandler(ended -> done.tryComplete());
        source.handler(buffer -> {
            copied[0] += buffer.length();
            if (copied[0] > limit) {
                source.handler(rest -> {});
                done.tryFail(new CsvRefusal(CsvFault.file(FaultCode.FILE_TOO_LARGE, limit / (1 << 20) + " MiB")));
                return;
            }
            target.write(buffer).onFailure(done::tryFail);
            if (target.writeQueueFull()) {
                source.pause();
                target.drainHandler(drained -> source.resume());
            }
        });
        source.resume();
        return done.future();
    }
}
