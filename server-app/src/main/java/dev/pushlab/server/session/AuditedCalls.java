package dev.pushlab.server.session;

import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import java.util.List;

/** Calls by hand, noted in the audit log. */
public final class AuditedCalls implements ReverseCalls {
    private final ReverseCalls calls;
    private final Audit audit;

    public AuditedCalls(ReverseCalls calls, Audit audit) {
        this.calls = calls;
        this.audit = audit;
    }

    @Override
    public long dial(String address, String fingerprint) throws CallRefusedException {
        String subject = address + "=" + fingerprint;
        try {
            long id = calls.dial(address, fingerprint);
            audit.record(Actor.CONSOLE, "call.dial", subject, Audit.Outcome.DONE);
            return id;
        } catch (CallRefusedException e) {
            audit.record(Actor.CONSOLE, "call.dial", subject, Audit.Outcome.REFUSED);
            throw e;
        }
    }

    @Override
    public void stop(long call) {
        String subject = calls.calls().get().stream()
                .filter(status -> status.id() == call)
                .map(status -> status.address() + "=" + status.fingerprint())
                .findFirst()
                .orElse("call " + call);
        calls.stop(call);
        audit.record(Actor.CONSOLE, "call.stop", subject, Audit.Outcome.DONE);
    }

    @Override
    public State<List<CallStatus>> calls() {
        return calls.calls();
    }
}
