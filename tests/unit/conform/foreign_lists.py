"""Lists as other programs write them, to be read, changed and damaged."""

from fractions import Fraction

from drawn_cuts import random_cuts, settings

from matchcut.export import EXPORTERS

NTSC_24 = Fraction(24000, 1001)

PREMIERE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4"><sequence id="sequence-1"><name>Seq</name>
<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
<media><video><track>
<clipitem id="c1"><name>one</name><rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
 <start>0</start><end>-1</end><in>10</in><out>70</out>
 <file id="file-1"><name>one.mov</name><pathurl>file://localhost/C%3a/Rushes/one%20a.mov</pathurl>
 <rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>
 <timecode><string>01:00:00:00</string><reel><name>A001</name></reel></timecode></file></clipitem>
<transitionitem><start>48</start><end>60</end></transitionitem>
<clipitem id="c2"><name>one again</name><start>-1</start><end>100</end><in>200</in><out>252</out>
 <file id="file-1"/></clipitem>
<clipitem id="c3"><name>nest</name><start>100</start><end>110</end><in>0</in><out>10</out>
 <sequence id="s2"><name>inner</name></sequence></clipitem>
<clipitem id="c4"><name>bad</name><start>110</start><end>120</end><in>9</in><out>9</out>
 <file id="file-1"/></clipitem>
</track></video></media></sequence></xmeml>
"""

FINAL_CUT_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.8"><resources>
<format id="r1" frameDuration="1001/24000s" width="1920" height="1080"/>
<asset id="r2" name="one" src="file:///films/one%20a.mov"
 start="3600s" duration="100s" format="r1"/>
</resources><library><event><project name="Cuts"><sequence format="r1" tcStart="0s"><spine>
<asset-clip ref="r2" offset="0s" name="one" start="86496410/24000s" duration="48048/24000s"/>
<gap offset="48048/24000s" duration="24024/24000s"/>
<clip offset="72072/24000s" name="inner" duration="24024/24000s" start="3600s">
 <video ref="r2" offset="3600s" start="3600s" duration="100s"/></clip>
<mc-clip ref="r9" name="cams" duration="1s"/>
<asset-clip ref="r7" name="lost" duration="1s"/>
</spine></sequence></project></event></library></fcpxml>
"""


def otio_text():
    return EXPORTERS["otio"].compose(random_cuts(Fraction(25), False, 2), settings())[0]
