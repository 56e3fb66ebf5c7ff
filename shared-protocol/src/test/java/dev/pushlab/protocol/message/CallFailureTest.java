package dev.pushlab.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CallFailureTest {
    @Test
    void isReadAsItWasWritten() {
        CallFailure failure = new CallFailure("dial.timed-out", "192.0.2.1:5000: no answer");

        assertThat(failure).hasToString("dial.timed-out: 192.0.2.1:5000: no answer");
        assertThat(CallFailure.parse(failure.toString())).isEqualTo(failure);
        assertThat(CallFailure.parse("reason.bad-callback")).isEqualTo(new CallFailure("reason.bad-callback", ""));
    }

    @Test
    void anythingElseIsAFailureOfUnknownCause() {
        assertThat(CallFailure.parse("something went wrong"))
                .isEqualTo(new CallFailure("reason.call-failed", "something went wrong"));
        assertThat(CallFailure.parse("").key()).isEqualTo("reason.call-failed");
    }

    @Test
    void fitsIntoAnError() {
        assertThat(new CallFailure("dial.refused", "x".repeat(400)).toString()).hasSize(255);
        assertThatThrownBy(() -> new CallFailure("Dial", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
