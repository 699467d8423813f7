package org.mckernel.eclair.remote;

import java.nio.charset.StandardCharsets;

/** Text of a dump inside XML: whatever bytes a program's name holds, a reader of XML must take it. */
final class XmlText {
    private XmlText() {}

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c) ? '?' : c);
            }
        }
        return escaped.toString();
    }

    static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
