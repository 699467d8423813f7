package org.mckernel.lifecycle.ihk.plan;

import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.lifecycle.request.Owner;

/**
 * Options of a boot that are not mcreboot's.
 *
 * @param image another image than the installed one
 * @param owner who gets the instance's device; empty: root keeps it
 * @param wholeDevice whether that user also gets IHK's device
 */
public record BootOptions(Optional<Path> image, Optional<Owner> owner, boolean wholeDevice) {}
