package virga.actors.switchboard;

import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import virga.protocol.link.Link;

/**
 * Gives each draft to the link as one flight, and asks for the next only while the link's socket
 * takes more: so waiting envelopes gather in the stage before. Even then it asks a moment later,
 * when that stage has taken all that was queued while this one signed: asked at once, a fused stage
 * would give on each offer by itself, and a signature costs more than a hundred envelopes.
 */
final class FlightSink
        extends AbstractGraphStageWithMaterializedValue<SinkShape<FlightDraft>, FlightSink.Waker> {
    private final Inlet<FlightDraft> in = Inlet.create("FlightSink.in");
    private final SinkShape<FlightDraft> shape = SinkShape.of(in);
    private final Link link;

    /** Tells the stage, from any thread, that the link takes flights again. */
    interface Waker {
        void wake();
    }

    FlightSink(Link link) {
        this.link = link;
    }

    @Override
    public SinkShape<FlightDraft> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Waker> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return new Pair<>(logic, logic::wakeLater);
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Boolean> woken =
                createAsyncCallback(ignored -> pullWhileWritable());

        Logic() {
            super(shape);
            setHandler(
                    in,
                    new AbstractInHandler() {
                        @Override
                        public void onPush() {
                            link.send(grab(in).envelopes());
                            wakeLater();
                        }
                    });
        }

        @Override
        public void preStart() {
            pullWhileWritable();
        }

        private void wakeLater() {
            woken.invoke(Boolean.TRUE);
        }

        private void pullWhileWritable() {
            if (!hasBeenPulled(in) && !isClosed(in) && link.writable()) {
                pull(in);
            }
        }
    }
}
