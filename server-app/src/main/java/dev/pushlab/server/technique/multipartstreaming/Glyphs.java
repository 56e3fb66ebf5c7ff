package dev.pushlab.server.technique.multipartstreaming;

/** Letters, digits and signs of 3 × 5 dots, each dot two pixels wide and high. */
final class Glyphs {
    static final int ADVANCE = 8;
    static final int HEIGHT = 10;

    private static final int COLUMNS = 3;
    private static final int ROWS = 5;
    private static final int DOT = 2;
    private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-+";

    /** Five rows of each from top to bottom, each an octal digit: 4 is the left dot, 1 the right one. */
    private static final int[] DOTS = {
        075557, 026227, 071747, 071717, 055711, 074717, 074757, 071122, 075757, 075717, 025755, 065656, 034443, 065556,
        074647, 074644, 034553, 055755, 072227, 011152, 055655, 044447, 057755, 065555, 025552, 065644, 025563, 065655,
        034216, 072222, 055557, 055552, 055775, 055255, 055222, 071247, 000002, 000700, 002720
    };

    interface Dots {
        void set(int x, int y);
    }

    private Glyphs() {}

    static boolean has(char c) {
        return CHARACTERS.indexOf(c) >= 0;
    }

    static int width(String text) {
        return text.isEmpty() ? 0 : text.length() * ADVANCE - DOT;
    }

    static void draw(char c, int x, int y, Dots dots) {
        int index = CHARACTERS.indexOf(c);
        if (index < 0) {
            return;
        }
        for (int row = 0; row < ROWS; row++) {
            int bits = DOTS[index] >> COLUMNS * (ROWS - 1 - row);
            for (int column = 0; column < COLUMNS; column++) {
                if ((bits >> COLUMNS - 1 - column & 1) == 1) {
                    for (int part = 0; part < DOT * DOT; part++) {
                        dots.set(x + column * DOT + part % DOT, y + row * DOT + part / DOT);
                    }
                }
            }
        }
    }
}
