import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Fails if a test was skipped that is not listed with its reason.
 *
 * <p>Arguments: the root of the sources, whose modules hold the reports of surefire and failsafe, and the list. A line
 * of the list is {@code CLASS#METHOD REASON}; empty lines and those that begin with {@code #} are not read. A listed
 * test that did not skip is reported and fails nothing, since another machine may lack what this one has. Exit codes: 0
 * nothing skipped but what is listed, 1 something skipped, or no reports, 2 the list is wrong.
 */
class SkippedTests {
    private final Map<String, String> skipped = new TreeMap<>();
    private int tests;
    private int skips;

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Path list = Path.of(args[1]);
        Map<String, String> allowed = allowed(list);
        SkippedTests run = new SkippedTests();
        for (Path report : reports(root)) {
            run.read(report);
        }
        if (run.tests == 0) {
            System.out.println("skipped tests: no reports below " + root + "; run mvn verify first");
            System.exit(1);
        }
        Set<String> unlisted = new TreeSet<>(run.skipped.keySet());
        unlisted.removeAll(allowed.keySet());
        Set<String> unused = new TreeSet<>(allowed.keySet());
        unused.removeAll(run.skipped.keySet());
        System.out.printf("skipped tests: %d of %d, %d of them not listed%n", run.skips, run.tests, unlisted.size());
        run.skipped.forEach((test, reason) ->
                System.out.println((unlisted.contains(test) ? "not listed: " : "listed:     ") + test + ": " + reason));
        unused.forEach(test -> System.out.println(list + ": " + test + " was not skipped; its line can go"));
        if (!unlisted.isEmpty()) {
            System.out.println("Install what the tests ask for (see .ci/run), or give the reason in " + list);
            System.exit(1);
        }
    }

    private static Map<String, String> allowed(Path list) throws IOException {
        Map<String, String> allowed = new TreeMap<>();
        List<String> lines = Files.readAllLines(list);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", 2);
            if (words.length < 2 || !words[0].matches("[\\w.$]+#\\w*")) {
                System.out.printf("%s:%d: expected CLASS#METHOD REASON, found %s%n", list, i + 1, line);
                System.exit(2);
            }
            allowed.put(words[0], words[1]);
        }
        return allowed;
    }

    private static List<Path> reports(Path root) throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                for (String kind : List.of("surefire-reports", "failsafe-reports")) {
                    Path directory = module.resolve("target").resolve(kind);
                    if (Files.isDirectory(directory)) {
                        try (Stream<Path> files = Files.list(directory)) {
                            reports.addAll(
                                    files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
                                            .sorted()
                                            .toList());
                        }
                    }
                }
            }
        }
        return reports;
    }

    private void read(Path report) throws IOException, ParserConfigurationException, SAXException {
        Document document =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
        NodeList cases = document.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            tests++;
            NodeList marks = test.getElementsByTagName("skipped");
            if (marks.getLength() > 0) {
                skips++;
                // An invocation of a parameterized test is called method(Type)[1], or by its own name.
                String method = test.getAttribute("name").replaceFirst("[^\\w].*", "");
                String message = ((Element) marks.item(0)).getAttribute("message");
                skipped.putIfAbsent(test.getAttribute("classname") + "#" + method, message);
            }
        }
    }
}
