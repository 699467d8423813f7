package org.mckernel.eclair.command.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.expression.ValueText;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;
import org.mckernel.eclair.session.Session;

/** Variables of a frame as text, and as JSON. */
public final class VariableText {
    private VariableText() {}

    /** True if it is no structure and no array, or if its type is unknown. */
    public static boolean isScalar(Variable variable) {
        try {
            CType real = variable.value().type().real();
            return !(real instanceof CType.Aggregate) && !(real instanceof CType.Array);
        } catch (BadTypeException e) {
            return true;
        }
    }

    /** Its value, or why that is unknown. */
    public static String value(Session session, Variable variable) {
        try {
            return new ValueText((char) 0, SymbolText.of(session)).bare(variable.value());
        } catch (BadTypeException e) {
            return "<%s>".formatted(e.getMessage());
        }
    }

    /** A line each: {@code name = value}. */
    public static List<String> lines(Session session, List<Variable> variables, String indent) {
        List<String> lines = new ArrayList<>();
        for (Variable variable : variables) {
            lines.add("%s%s = %s".formatted(indent, variable.name(), value(session, variable)));
        }
        return lines;
    }

    /** Name, type and value of each. */
    public static JsonArray json(Session session, List<Variable> variables) {
        JsonArray all = new JsonArray();
        for (Variable variable : variables) {
            JsonObject one = new JsonObject();
            one.addProperty("name", variable.name());
            one.addProperty("type", type(variable));
            one.addProperty("value", value(session, variable));
            all.add(one);
        }
        return all;
    }

    private static String type(Variable variable) {
        try {
            return TypeText.name(variable.value().type());
        } catch (BadTypeException e) {
            return "";
        }
    }
}
