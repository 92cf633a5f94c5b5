package virga.actors.settings;

/** A setting is wrong; the message is one line for the person who wrote it. */
public final class SettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String line) {
        super(line);
    }
}
