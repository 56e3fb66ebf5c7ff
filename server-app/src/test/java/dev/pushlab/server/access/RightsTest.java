package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.Topic;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource({
        "news,     news,         true",
        "news,     news2,        false",
        "news,     new,          false",
        "news,     News,         false",
        "*,        anything,     true",
        "alerts.*, alerts.fire,  true",
        "alerts.*, alerts.,      true",
        "alerts.*, alerts,       false",
        "alerts.*, xalerts.fire, false",
        "alerts*,  alerts,       true",
        "alerts*,  alertsXfire,  true",
        "a.c,      abc,          false",
    })
    void aPatternIsANameOrTheBeginningOfOne(String pattern, String topic, boolean matches) {
        assertThat(new TopicPattern(pattern).matches(new Topic(topic))).isEqualTo(matches);
    }

    @Test
    void theLongestTopicHasPatternsToo() {
        String name = "x".repeat(Topic.MAX_LENGTH);
        assertThat(new TopicPattern(name).matches(new Topic(name))).isTrue();
        assertThat(new TopicPattern(name + "*").matches(new Topic(name))).isTrue();
        assertThatThrownBy(() -> new TopicPattern(name + "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicPattern(name + "x*")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "**", "*a", "a*b", "a**", " news", "news\n", "a/b", "a,b", "新闻", "[a-z]", ".+ "})
    void nothingElseIsAPattern(String text) {
        assertThatThrownBy(() -> new TopicPattern(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachRoleIncludesThoseBefore() {
        for (Role role : Role.values()) {
            for (Role other : Role.values()) {
                assertThat(role.includes(other)).isEqualTo(role.ordinal() >= other.ordinal());
            }
            assertThat(Role.parse(role.word())).isEqualTo(role);
        }
        for (String other : List.of("", "Admin", "ADMIN", "root", " admin")) {
            assertThatThrownBy(() -> Role.parse(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void viewersPublishNothingAndAdministratorsEverything() {
        Topic topic = new Topic("news");
        assertThat(Rights.VIEWER.mayPublish(topic)).isFalse();
        assertThat(Rights.PUBLISHER.mayPublish(topic)).isTrue();
        assertThat(Rights.ADMIN.mayPublish(topic)).isTrue();
        Rights some = rights("{\"role\":\"publisher\",\"topics\":[\"stocks\",\"ne*\"]}");
        assertThat(some.mayPublish(topic)).isTrue();
        assertThat(some.mayPublish(new Topic("stocks"))).isTrue();
        assertThat(some.mayPublish(new Topic("stocks2"))).isFalse();
        assertThat(some.topicList()).isEqualTo("stocks, ne*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"role\":1}",
                "{\"role\":\"owner\"}",
                "{\"role\":\"publisher\",\"topics\":[]}",
                "{\"role\":\"publisher\",\"topics\":\"news\"}",
                "{\"role\":\"publisher\",\"topics\":null}",
                "{\"role\":\"publisher\",\"topics\":[1]}",
                "{\"role\":\"publisher\",\"topics\":[[\"news\"]]}",
                "{\"role\":\"publisher\",\"topics\":[\"a*b\"]}",
                "{\"role\":\"viewer\",\"topics\":[\"news\"]}",
                "{\"role\":\"admin\",\"topics\":[\"news\"]}",
            })
    void whatCannotBeUnderstoodGivesNoRights(String json) {
        assertThatThrownBy(() -> rights(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNumberOfTopicsIsBounded() {
        List<TopicPattern> most = Collections.nCopies(Rights.MAX_TOPICS, new TopicPattern("a"));
        assertThat(new Rights(Role.PUBLISHER, most).topics()).hasSize(Rights.MAX_TOPICS);
        List<TopicPattern> more = Collections.nCopies(Rights.MAX_TOPICS + 1, new TopicPattern("a"));
        assertThatThrownBy(() -> new Rights(Role.PUBLISHER, more)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rightsAreReadAsTheyAreWritten() {
        for (Rights rights : List.of(
                Rights.VIEWER,
                Rights.PUBLISHER,
                Rights.ADMIN,
                new Rights(Role.PUBLISHER, List.of(new TopicPattern("a.*"), new TopicPattern("b"))))) {
            ObjectNode node = JSON.createObjectNode();
            KeptJson.put(node, rights);
            assertThat(rights(node.toString())).isEqualTo(rights);
        }
    }

    private static Rights rights(String json) {
        try {
            return KeptJson.rights(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
