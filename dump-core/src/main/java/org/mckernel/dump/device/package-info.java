/**
 * A running McKernel by IHK's device files: requests and structures as data
 * ({@link org.mckernel.dump.device.IhkRequest}, {@link org.mckernel.dump.device.IhkRecord}), the one place that calls
 * {@code ioctl} ({@link org.mckernel.dump.device.DeviceFile}), and the running kernel as a dump
 * ({@link org.mckernel.dump.device.LiveDump}).
 */
package org.mckernel.dump.device;
