package virga.ops.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Sizes and names of everything written by hand; the limits are those of the style page. */
final class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 40;
    private static final int CONSTRUCTOR_PARAMETERS_MAX = 6;

    /** Names that say nothing about what a class is. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Util|Utils|Manager|Helper|Helpers|Impl|Common)");

    /** Marks of unfinished work, spelled in two parts so that this file passes itself. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    private final SourceTree tree = new SourceTree();

    @Test
    void filesAreShort() {
        List<String> faults = new ArrayList<>();
        for (Path file : tree.files(".java", ".scala")) {
            int lines = tree.lines(file).size();
            if (lines > FILE_LINES_MAX) {
                faults.add(
                        tree.name(file) + ": " + lines + " lines, " + FILE_LINES_MAX + " at most");
            }
        }
        assertNone(faults);
    }

    @Test
    void nothingIsLeftUnfinished() {
        List<String> faults = new ArrayList<>();
        for (Path file :
                tree.files(".java", ".scala", ".proto", ".xml", ".md", ".conf", "virga", "run")) {
            List<String> lines = tree.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (UNFINISHED.matcher(lines.get(i)).find()) {
                    faults.add(tree.name(file) + ":" + (i + 1) + ": unfinished work");
                }
            }
        }
        assertNone(faults);
    }

    @Test
    void methodsAreShortAndNamesSaySomething() throws IOException {
        List<String> faults = new ArrayList<>();
        List<Path> files = tree.files(".java");
        assertFalse(files.isEmpty());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String name = tree.name(Path.of(unit.getSourceFile().toUri()));
                new Shapes(unit, positions, name, faults).scan(unit, null);
            }
        }
        assertNone(faults);
    }

    private static void assertNone(List<String> faults) {
        assertEquals("", String.join("\n", faults));
    }

    /** Walks one file and notes what is too large or badly named. */
    private static final class Shapes extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String file;
        private final List<String> faults;
        private final Deque<Tree.Kind> enclosing = new ArrayDeque<>();

        Shapes(
                CompilationUnitTree unit,
                SourcePositions positions,
                String file,
                List<String> faults) {
            this.unit = unit;
            this.positions = positions;
            this.file = file;
            this.faults = faults;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                faults.add(file + ": " + type.getSimpleName() + " says nothing");
            }
            enclosing.push(type.getKind());
            super.visitClass(type, null);
            enclosing.pop();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            LineMap map = unit.getLineMap();
            long first = map.getLineNumber(positions.getStartPosition(unit, method));
            long last = map.getLineNumber(positions.getEndPosition(unit, method));
            long lines = last - first + 1;
            String where = file + ":" + first + ": " + method.getName();
            if (lines > METHOD_LINES_MAX) {
                faults.add(where + ": " + lines + " lines, " + METHOD_LINES_MAX + " at most");
            }
            int parameters = method.getParameters().size();
            boolean constructor =
                    method.getReturnType() == null && enclosing.peek() != Tree.Kind.RECORD;
            if (constructor && parameters > CONSTRUCTOR_PARAMETERS_MAX) {
                faults.add(where + ": " + parameters + " parameters, make a record of them");
            }
            return super.visitMethod(method, null);
        }
    }
}
