package dev.pushlab.server.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The live members of one format: joins and leaves in constant time, and may be left while it is gone through (a write
 * may close connections).
 */
final class LiveMembers {
    private final List<Member> members = new ArrayList<>();
    private boolean walking;
    private boolean stale;
    private boolean allHaveLast = true;

    void add(Member member) {
        member.slot = members.size();
        members.add(member);
        allHaveLast &= member.hasLast;
    }

    /** Whether everybody has received the last event, and not only begun after it. */
    boolean allHaveLast() {
        return allHaveLast;
    }

    void allHaveLast(boolean value) {
        allHaveLast = value;
    }

    /** The member is not {@link Member.State#LIVE} any more. */
    void remove(Member member) {
        if (walking) {
            stale = true;
            return;
        }
        Member last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.slot, last);
            last.slot = member.slot;
        }
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    Member first() {
        return members.get(0);
    }

    /** Calls the action with each that is still live when its turn comes. */
    void forEach(Consumer<Member> action) {
        walking = true;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.state == Member.State.LIVE) {
                action.accept(member);
            }
        }
        walking = false;
        if (stale) {
            stale = false;
            members.removeIf(member -> member.state != Member.State.LIVE);
            for (int i = 0; i < members.size(); i++) {
                members.get(i).slot = i;
            }
        }
    }
}
