package org.mckernel.dump.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.PageSet;
import org.mckernel.dump.linux.IhkModule;
import org.mckernel.dump.linux.IhkVariables;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Uses Linux's data: the IHK driver module's two variables, found through the vmcore's own symbols or through given
 * files.
 */
public final class SymbolsStrategy implements LocateStrategy {
    @Override
    public String name() {
        return "symbols";
    }

    @Override
    public McKernelLocation locate(LocateRequest request) throws NotLocatedException {
        try {
            IhkVariables found =
                    IhkModule.find(request.dump(), new IhkModule.Options(request.vmlinux(), request.moduleObject()));
            if (!found.booted()) {
                throw new NotLocatedException(
                        NotLocatedException.Kind.NO_MCKERNEL,
                        "dump_page_set_addr is 0: the IHK module is loaded, but no McKernel was booted");
            }
            List<String> evidence = new ArrayList<>(found.evidence());
            PageSet pageSet = PageSet.read(request.dump().memory(), found.dumpPageSetPhysical(), request.pageSize());
            long kernelBase = request.architecture().kernelBase(found.bootstrapStart(), request.pageSize());
            long physStart = PhysStart.find(request, Optional.empty(), found.linuxPhysicalStart(), evidence);
            return new McKernelLocation(
                    name(),
                    request.architecture(),
                    kernelBase,
                    physStart,
                    Optional.of(pageSet),
                    Optional.empty(),
                    BootParam.containing(request.dump().memory(), pageSet),
                    evidence);
        } catch (LinuxSideException e) {
            throw new NotLocatedException(e.getMessage());
        } catch (BadRecordException e) {
            throw new NotLocatedException(NotLocatedException.Kind.DAMAGED, e.getMessage());
        }
    }
}
