import org.apache.spark.SparkConf
import org.apache.spark.streaming.{Seconds, StreamingContext}

object LifeInAWindow {
  def main(args: Array[String]): Unit = {
    val conf = new SparkConf().setMaster("local[2]").setAppName("LifeInAWindow")
    val ssc = new StreamingContext(conf, Seconds(5))

    val lines = ssc.socketTextStream("localhost", 9999)
    val windowed = lines.window(Seconds(15), Seconds(5))
    windowed.print()

    ssc.start()
    ssc.awaitTermination()
  }
}
