"""What a flow may ask of the one who runs it: to do something to a process, or to administer a server."""
import signal

import configuration
from system import administer, start_gateway, start_his, start_hospital

SIGNALS = {"freeze": signal.SIGSTOP, "thaw": signal.SIGCONT, "reload": signal.SIGHUP, "end": signal.SIGTERM}
STARTS = {"vorab-gateway": start_gateway, "vorab-hospital": start_hospital, "hospital information system": start_his}
FILES = {"vorab-gateway": configuration.gateway_file, "vorab-hospital": configuration.hospital_file}


class Wishes:
    def __init__(self, house, processes):
        self.house, self.processes = house, processes
        self.own_sections = house.further_sections

    def named(self, name):
        return next(process for process in self.processes.running if process.name == name)

    def grant(self, wish):
        what, name = wish["do"], wish["process"]
        if what == "administer":
            return {"said": administer(self.house, name, FILES[name](self.house), *wish["arguments"])}
        if what == "status":
            return {"status": self.named(name).started.poll()}
        if what == "configure":
            self.configure(wish["sections"])
        elif what == "start":
            STARTS[name](self.house, self.processes)
        elif what in SIGNALS:
            self.named(name).started.send_signal(SIGNALS[what])
        elif what in ("kill", "stop"):
            self.end(self.named(name), what)
        else:
            raise ValueError(f"nobody here can {what}")
        return {"done": what}

    def configure(self, sections):
        """The hospital server starts anew with these sections beside its own."""
        self.house.further_sections = self.own_sections + sections
        configuration.write(self.house)
        self.end(self.named("vorab-hospital"), "stop")
        start_hospital(self.house, self.processes)

    def end(self, process, how):
        if how == "kill":
            process.started.kill()
            process.started.wait()
        else:
            process.stop()
        self.processes.running.remove(process)
