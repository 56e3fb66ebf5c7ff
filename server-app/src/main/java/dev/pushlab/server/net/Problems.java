package dev.pushlab.server.net;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.KeyReusedException;
import dev.pushlab.server.hub.NotDurableException;
import dev.pushlab.server.hub.StorageException;
import dev.pushlab.server.hub.SubscriptionsExistException;
import dev.pushlab.server.hub.TooManySubscriptionsException;
import dev.pushlab.server.hub.TooManyTopicsException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which problem a failure is, and how a problem is written. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final JsonMapper JSON = new JsonMapper();

    private Problems() {}

    /** The problem that tells of a failure; one that is not the peer's doing is logged, and told as an internal error. */
    public static Problem of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof InvalidEventException invalid) {
            return of(invalid);
        }
        if (failure instanceof TooManyTopicsException) {
            return Problem.of(Problem.Reason.TOO_MANY_TOPICS);
        }
        if (failure instanceof NotDurableException) {
            return Problem.of(Problem.Reason.NOT_DURABLE);
        }
        if (failure instanceof TooManySubscriptionsException full) {
            return Problem.of(Problem.Reason.TOO_MANY_SUBSCRIPTIONS, full.limit());
        }
        if (failure instanceof SubscriptionsExistException used) {
            return Problem.of(Problem.Reason.TOPIC_IN_USE, used.count());
        }
        if (failure instanceof KeyReusedException) {
            return Problem.of(Problem.Reason.KEY_REUSED);
        }
        if (failure instanceof HubClosedException) {
            return Problem.of(Problem.Reason.SHUTTING_DOWN);
        }
        if (failure instanceof StorageException storage) {
            return Problem.of(
                    switch (storage.reason()) {
                        case FULL -> Problem.Reason.STORAGE_FULL;
                        case UNAVAILABLE -> Problem.Reason.STORAGE_UNAVAILABLE;
                        case BUSY -> Problem.Reason.STORAGE_BUSY;
                        case NONE -> Problem.Reason.NO_STORAGE;
                    });
        }
        LOG.error("A request failed", failure);
        return Problem.of(Problem.Reason.INTERNAL_ERROR);
    }

    private static Problem of(InvalidEventException invalid) {
        return switch (invalid.part()) {
            case TOPIC -> Problem.of(Problem.Reason.INVALID_TOPIC);
            case ID -> Problem.of(Problem.Reason.INVALID_ID);
            case TYPE -> Problem.of(Problem.Reason.INVALID_TYPE);
            case CONTENT_TYPE -> Problem.of(Problem.Reason.INVALID_CONTENT_TYPE);
            case PAYLOAD_SIZE -> Problem.of(Problem.Reason.PAYLOAD_TOO_LARGE, Payload.MAX_BYTES);
            case PAYLOAD_ENCODING -> Problem.of(Problem.Reason.INVALID_PAYLOAD);
        };
    }

    /** The JSON object of RFC 9457 §3, with the member {@code reason} beside those defined there, in this language. */
    public static String json(Problem problem, Language language) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", problem.type());
            json.writeStringField("title", problem.title(language));
            json.writeNumberField("status", problem.reason().status().code());
            json.writeStringField("detail", problem.detail(language));
            json.writeStringField("reason", problem.reason().code());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
