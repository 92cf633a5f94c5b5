package virga.ops.demo;

/** Hears each step of the demonstration as soon as it is done. */
@FunctionalInterface
interface StepListener {
    void onStep(DemoDocument.Step step, String detail);
}
