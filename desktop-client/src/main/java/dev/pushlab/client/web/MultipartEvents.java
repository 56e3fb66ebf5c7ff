package dev.pushlab.client.web;

import dev.pushlab.protocol.mime.Part;

/** What happens to a {@link MultipartConnection}, told on its own thread. The last four are ends, one of which comes. */
interface MultipartEvents {
    void opened();

    void part(Part part);

    /** The server answered something else, such as a problem (RFC 9457). */
    void refused(int status, String contentType, String body);

    /** There was no answer, or it broke off. */
    void failed();

    /** The answer is no body of several parts, or one with a part that is too long. */
    void malformed(String why);

    void ended();
}
