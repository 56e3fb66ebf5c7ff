/**
 * The events of one topic on disk. Read {@link dev.pushlab.server.hub.journal.EventJournal} first.
 *
 * <p>A journal is a folder with segments, files to which groups of events are appended, and a manifest. A group is
 * written only after the one before it has been forced to disk; that is what lets recovery tell a torn tail, which nobody
 * was promised, from damage to what was acknowledged.
 *
 * <p>JDK only.
 */
package dev.pushlab.server.hub.journal;
