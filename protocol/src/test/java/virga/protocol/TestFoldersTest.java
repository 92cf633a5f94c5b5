package virga.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TestFoldersTest {
    @Test
    void folderIsDeletedWithAllThatIsInIt() throws IOException {
        Path folder = TestFolders.create("virga-test");
        Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("file"), "text");
        TestFolders.delete(folder);
        assertTrue(Files.notExists(folder));
    }
}
